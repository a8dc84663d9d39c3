-- Which discard an entry was discarded by: the same for all that one confirmation discarded, and for its line in the audit. Null again
-- once that is undone, and for what was discarded before there was this.
alter table dead_letter add column discard_id uuid;
alter table audit add column discard_id uuid;
create index dead_letter_discard on dead_letter (discard_id);
-- The audit is read by who, what and which replay, the newest first.
create index audit_actor on audit (actor, id);
create index audit_action on audit (action, id);
create index audit_operation on audit (operation, id);
