--liquibase formatted sql
--changeset recipes:1
create table old_menu (name text);
