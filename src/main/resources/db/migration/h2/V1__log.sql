-- H2 commits each statement by itself. Whatever a member that was killed, or that started at the same time as
-- another, has left half done is done again: so a script for H2 must be one that can be repeated.
create table if not exists parley_channel (
  name varchar(255) not null primary key,
  epoch varchar(36) not null,
  head bigint not null,
  tail bigint not null,
  head_at bigint not null,
  oldest_at bigint not null
);

create table if not exists parley_entry (
  channel varchar(255) not null,
  entry_offset bigint not null,
  data varbinary not null,
  user_id varchar(255),
  client_id varchar(255),
  conn_info varbinary,
  chan_info varbinary,
  tags varchar,
  created_at bigint not null,
  dedupe_id varbinary(16),
  batch_id bigint not null,
  primary key (channel, entry_offset)
);

create unique index if not exists parley_entry_dedupe on parley_entry (dedupe_id);
