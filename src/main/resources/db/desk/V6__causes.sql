-- A cause is of one destination and, where the failure was an unexpected one, of one step. Null in both: it was filed before there was
-- this; its entries keep it, and none of their rows is written here. Who works on it, and until when nobody wants to see it.
alter table cause add column destination varchar(100);
alter table cause add column step varchar(300);
alter table cause add column owner varchar(100);
alter table cause add column ticket varchar(500);
alter table cause add column snoozed_until timestamp with time zone;
alter table cause add column snoozed_count bigint; -- its unresolved entries at that time: ten times as many end the snooze

-- The different details among a cause's entries: of each the first 200 characters, and at most 100 of a cause. An entry without a detail
-- has the empty one.
create table cause_detail (
    fingerprint varchar(32) not null,
    detail      varchar(200) not null,
    primary key (fingerprint, detail)
);

insert into cause_detail (fingerprint, detail)
select fingerprint, detail from (
    select fingerprint, detail, row_number() over (partition by fingerprint order by detail) as place from (
        select distinct fingerprint, left(coalesce(detail, ''), 200) as detail from dead_letter
    ) told
) numbered
where place <= 100;
