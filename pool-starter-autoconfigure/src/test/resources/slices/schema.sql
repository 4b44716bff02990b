create table if not exists made_by_script (title varchar(40));
