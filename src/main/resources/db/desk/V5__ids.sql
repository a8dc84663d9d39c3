-- What an entry is found by: the beginning (8 characters, as the pages show it) of its id, its cart's, its checkout's, its trace's and
-- of its idempotency key, and the last two whole; whole ids of the others have indexes of their own. All in lower case. Found by what is
-- equal, never by a range: what comes before what is a matter of each PostgreSQL's collation, what is equal is not.
create table entry_name (
    name varchar(255) not null,
    seq  bigint not null,
    primary key (name, seq)
);

insert into entry_name (name, seq)
select lower(left(cast(id as varchar(36)), 8)), seq from dead_letter
union
select lower(left(checkout_id, 8)), seq from dead_letter where checkout_id <> ''
union
select lower(checkout_id), seq from dead_letter where checkout_id <> lower(checkout_id)
union
select lower(left(cart_id, 8)), seq from dead_letter where cart_id <> ''
union
select lower(left(idempotency_key, 8)), seq from dead_letter where idempotency_key <> ''
union
select left(lower(idempotency_key), 255), seq from dead_letter where idempotency_key <> ''
union
select lower(substring(traceparent from 4 for 8)), seq from dead_letter where traceparent like '__-________________________________-%'
union
select lower(substring(traceparent from 4 for 32)), seq from dead_letter where traceparent like '__-________________________________-%';

-- To delete an entry's.
create index entry_name_seq on entry_name (seq);
