create table old_menu (name text);
