-- Each destination of a replay goes on its own: one that fails or waits does not hold the others.
create table operation_destination (
    operation   uuid not null,
    destination varchar(100) not null, -- empty where none was picked
    state       varchar(12) not null,  -- SENDING, WAITING (its circuit breaker is open), PAUSED
    why         varchar(1000),         -- for the state, for a person
    primary key (operation, destination)
);
alter table operation_entry add column destination varchar(100) not null default ''; -- where it failed, when it was claimed
update operation_entry set destination = (select d.destination from dead_letter d where d.id = operation_entry.dead_letter)
where operation in (select o.id from operation o where o.state in ('RUNNING', 'PAUSED'))
and exists (select 1 from dead_letter d where d.id = operation_entry.dead_letter);
insert into operation_destination (operation, destination, state)
select distinct e.operation, e.destination, 'SENDING' from operation_entry e join operation o on o.id = e.operation where o.state in ('RUNNING', 'PAUSED');
create index operation_entry_destination on operation_entry (operation, destination, state, position);

-- Many entries are claimed, and given back, after the operator has had the answer: what is to be claimed, and whether something is to be given back.
alter table operation add column preview uuid;
alter table operation add column held_back boolean not null default false;
alter table operation add column giving_back boolean not null default false;
