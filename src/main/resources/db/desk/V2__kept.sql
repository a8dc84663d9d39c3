-- Sent, and known to be durable on the broker: not sent again by whoever takes up the replay of a process that died.
alter table operation_entry add column kept boolean not null default false;
