create table menu (name text);
