-- How much of a channel a user has read. In another epoch than that of the channel a marker means nothing.
create table if not exists parley_read_marker (
  user_id varchar(255) not null,
  channel varchar(255) not null,
  epoch varchar(36) not null,
  read_offset bigint not null,
  updated_at bigint not null,
  primary key (user_id, channel)
);
