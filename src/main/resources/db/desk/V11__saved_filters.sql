-- The list in other orders than that of filing. Of each: those that are alike, the newest first, as the list asks for them; H2 reads an
-- index in the order of its columns only where a query asks for exactly that one.
create index dead_letter_by_destination on dead_letter (destination, seq desc);
create index dead_letter_by_reason on dead_letter (reason, seq desc);
create index dead_letter_by_attempts on dead_letter (attempts desc, seq desc);

-- Filters that somebody gave a name, for themselves or for all.
create table saved_filter (
    id       uuid primary key,
    name     varchar(60) not null,
    saved_by varchar(200) not null,
    saved_at timestamp with time zone not null,
    shared   boolean not null,
    scope    varchar(200) not null, -- whose names this one is among: of who saved it, or the empty one of all
    folded   varchar(120) not null, -- the name in lower case: two that differ in that alone are one
    query    text not null,         -- the filter as the parameters of a URL
    unique (scope, folded)
);
