-- How the attempts of a checkout went, as JSON; null where nobody said it. On its way to the desk: with what else is read of one entry at
-- a time. Of each of its replays: with that replay's entry.
alter table payload add column attempt_log varchar(4096);
alter table operation_entry add column attempt_log varchar(4096);
