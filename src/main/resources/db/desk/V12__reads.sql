-- What arrived when, and of what: counted from this index, no row is read. It takes the place of dead_letter_last_at.
drop index dead_letter_last_at;
create index dead_letter_arrivals on dead_letter (last_at, destination, fingerprint);

-- A list in another order than that of filing looks at its filter here too, and reads a row only of what it shows.
drop index dead_letter_by_destination;
drop index dead_letter_by_reason;
drop index dead_letter_by_attempts;
create index dead_letter_by_destination on dead_letter (destination, seq desc, state, reason);
create index dead_letter_by_reason on dead_letter (reason, seq desc, state, destination);
create index dead_letter_by_attempts on dead_letter (attempts desc, seq desc, state, reason, destination);
