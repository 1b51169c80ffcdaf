-- One-time tickets: only their hash is kept, and the identity as the claims of a token.
create table if not exists parley_ticket (
  hash varchar(43) not null primary key,
  claims text not null,
  address varchar(64),
  expires_at bigint not null
);

-- Tokens of a user that were issued before an instant let nobody in.
create table if not exists parley_revocation (
  id varchar(36) not null primary key,
  user_id varchar(1024) not null,
  issued_before bigint not null,
  kept_until bigint not null
);
