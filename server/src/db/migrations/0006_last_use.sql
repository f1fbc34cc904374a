-- What someone who runs this asks of a model or a connection that nobody has looked at for long.

-- {at, ok, text}: what the last test came to
alter table models add column tested jsonb;

-- when a task last opened it, to the hour; null: never
alter table connections add column used_at timestamptz;
