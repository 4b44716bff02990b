--liquibase formatted sql
--changeset recipes:1
create table menu (name text);
