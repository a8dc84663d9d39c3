-- What the dead letter lost on its way: how long its body was, where only the beginning was kept; whether values of its headers were cut.
alter table dead_letter add column body_bytes int;
alter table dead_letter add column headers_cut boolean not null default false;

-- How many go first, of all destinations together. They are the first by position, as they were before there was a canary of each.
alter table operation add column canary_entries int not null default 0;
update operation set canary_entries = (select count(*) from operation_entry e where e.operation = operation.id and e.canary);
