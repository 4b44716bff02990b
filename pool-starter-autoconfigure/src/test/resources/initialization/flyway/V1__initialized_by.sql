create table initialized_by as
	select current_setting('application_name') as pool, current_user::text as role;
