create table made_by_flyway (title varchar(40));
