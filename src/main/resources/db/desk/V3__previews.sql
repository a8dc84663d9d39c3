-- Of all that tells one dead letter from another; null for what was filed before there was this.
alter table dead_letter add column digest varchar(32);

-- What an operator was shown and may confirm: once, and for an hour.
create table preview (
    token      uuid primary key,
    action     varchar(12) not null, -- REPLAY, DISCARD, RESTORE
    actor      varchar(200) not null,
    created_at timestamp with time zone not null,
    selection  text not null         -- the ids, the cause or the filter that were chosen, as JSON
);

-- Exactly these, as they were then.
create table preview_entry (
    token      uuid not null,
    seq        bigint not null,
    changed_at timestamp with time zone not null, -- of the entry; another one now: it is not what was shown
    held       boolean not null,                  -- only where that is asked for: it failed again twice
    primary key (token, seq)
);

-- Goes first: so many of each destination.
alter table operation_entry add column canary boolean not null default false;
update operation_entry set canary = true
where exists (select 1 from operation o where o.id = operation_entry.operation and o.state in ('RUNNING', 'PAUSED') and operation_entry.position <= o.canary);
