--liquibase formatted sql

--changeset cook:1
create table made_by_liquibase (title varchar(40));
