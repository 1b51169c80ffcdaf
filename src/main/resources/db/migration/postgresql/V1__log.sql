-- Flyway notes a script in a transaction of its own, after the one of the script. Who is killed in between has left tables
-- without a note, and the script is run again: so it must be one that can be repeated.
-- COLLATE "C": heads are locked in the order of their names, which must be the same everywhere.
create table if not exists parley_channel (
  name varchar(255) collate "C" not null primary key,
  epoch varchar(36) not null,
  head bigint not null,
  tail bigint not null,
  head_at bigint not null,
  oldest_at bigint not null
) with (fillfactor = 50);

create table if not exists parley_entry (
  channel varchar(255) collate "C" not null,
  entry_offset bigint not null,
  data bytea not null,
  user_id varchar(255),
  client_id varchar(255),
  conn_info bytea,
  chan_info bytea,
  tags text,
  created_at bigint not null,
  dedupe_id bytea,
  batch_id bigint not null,
  primary key (channel, entry_offset)
);

create unique index if not exists parley_entry_dedupe on parley_entry (dedupe_id) where dedupe_id is not null;
