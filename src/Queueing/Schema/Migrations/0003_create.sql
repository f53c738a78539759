-- Errors of the public functions have the SQLSTATEs WQ001 to WQ012; docs/workqueue.md lists them.

create function check_keys(p_keys text[]) returns void language plpgsql immutable as $$
declare
    v_bad text;
begin
    if p_keys is null or array_ndims(p_keys) > 1 then
        raise exception 'the list of ids is null or not one-dimensional' using errcode = 'WQ005';
    end if;
    select case when k is null then 'null' when k = '' then 'empty' else octet_length(k) || ' bytes long, more than 2048' end
        into v_bad from unnest(p_keys) k where k is null or octet_length(k) not between 1 and 2048 limit 1;
    if v_bad is not null then
        raise exception 'an id is %', v_bad using errcode = 'WQ005';
    end if;
end $$;

create function check_payloads(p_keys text[], p_payloads jsonb[]) returns void language plpgsql stable as $$
declare
    v_max integer;
    v_size integer;
begin
    if p_payloads is null then
        return;
    end if;
    if cardinality(p_payloads) <> cardinality(p_keys) then
        raise exception '% ids but % payloads', cardinality(p_keys), cardinality(p_payloads) using errcode = 'WQ005';
    end if;
    select payload_max into v_max from settings;
    select max(pg_column_size(p)) into v_size from unnest(p_payloads) p;
    if v_size > v_max then
        raise exception 'a payload has % bytes, more than %', v_size, v_max using errcode = 'WQ012';
    end if;
end $$;

-- Wakes waiting workers, but only if one has found too little since the last time, and at most four times a second: a commit that notifies
-- takes a lock on the whole database.
create function wake() returns void language plpgsql volatile as $$
declare
    v_now bigint;
begin
    if pg_sequence_last_value('hungry'::regclass) = 1 then
        v_now := micros(clock_timestamp());
        if v_now - coalesce(pg_sequence_last_value('notified_at'::regclass), 0) >= 250000 then
            perform setval('notified_at'::regclass, v_now), setval('hungry'::regclass, 0);
            perform pg_notify(current_schema()::text, 'work');
        end if;
    end if;
end $$;

-- To be called for rows of this priority that become ready: takers who go on in a lower one look at all of them next.
create function call_back(p_priority smallint) returns void language plpgsql volatile as $$
begin
    if pg_sequence_last_value('skip'::regclass) >> 52 > p_priority then
        perform setval('skip'::regclass, 0);
    end if;
end $$;

-- Creates what is not there yet, in any state; returns the numbers of the new items. The id horizon: an id is remembered until its item is purged (see purge).
create function insert_items(p_keys text[], p_payloads jsonb[], p_priority smallint, p_run_at timestamptz, p_exponent smallint, p_creator text, p_parent bigint)
returns bigint[] language plpgsql volatile as $$
declare
    v_from timestamptz;
    v_now timestamptz;
    v_new bigint[];
begin
    if p_priority is null or p_priority not between 0 and 3 then
        raise exception 'the priority % is not between 0 and 3', p_priority using errcode = 'WQ005';
    end if;
    if p_exponent is null or p_exponent not between 0 and 1000 then
        raise exception 'the lease exponent % is not between 0 and 1000', p_exponent using errcode = 'WQ005';
    end if;
    if p_run_at = 'infinity' or p_run_at = '-infinity' then
        raise exception 'the time to run at is not finite' using errcode = 'WQ005';
    end if;
    perform check_keys(p_keys);
    perform check_payloads(p_keys, p_payloads);
    v_now := stamp();
    v_from := greatest(p_run_at, v_now);
    -- Many that are most likely all new: without looking for each first, and without the record that says it stays, they cost a fifth less.
    if cardinality(p_keys) >= 16
        and not exists (select 1 from item i where i.key in (p_keys[1], p_keys[cardinality(p_keys) / 2], p_keys[cardinality(p_keys)])) then
        begin
            with i as (
                insert into item (key, payload, priority, run_at, created_at, creator, parent_id)
                    select u.k, u.p, p_priority, v_from + (u.o - 1) * interval '1 microsecond', v_now, p_creator, p_parent
                    from unnest(p_keys, p_payloads) with ordinality u(k, p, o)
                    returning id, run_at),
            r as (
                insert into ready (priority, run_at, id, exponent) select p_priority, i.run_at, i.id, p_exponent from i returning id)
            select array_agg(r.id) into v_new from r;
        exception when unique_violation then
            v_new := null;
            -- The server counts rows that are undone as created: up to the first one that is there, or is twice in the list.
            perform nextval('undone'::regclass) from generate_series(1, (
                select min(u.o) from (select k, o, row_number() over (partition by k order by o) as n from unnest(p_keys) with ordinality x(k, o)) u
                where u.n > 1 or exists (select 1 from item i where i.key = u.k)));
        end;
    end if;
    if v_new is null then
        with i as (
            insert into item (key, payload, priority, run_at, created_at, creator, parent_id)
                select u.k, u.p, p_priority, v_from + (u.o - 1) * interval '1 microsecond', v_now, p_creator, p_parent
                from unnest(p_keys, p_payloads) with ordinality u(k, p, o)
                on conflict (key) do nothing
                returning id, run_at),
        r as (
            insert into ready (priority, run_at, id, exponent) select p_priority, i.run_at, i.id, p_exponent from i returning id)
        select array_agg(r.id) into v_new from r;
    end if;
    if v_new is not null then
        perform call_back(p_priority);
        perform wake();
    end if;
    return v_new;
end $$;

create function push_items(p_keys text[], p_payloads jsonb[] default null, p_priority smallint default 1, p_run_at timestamptz default null,
    p_exponent smallint default 0, p_creator text default null)
returns integer language plpgsql volatile security definer set search_path from current set jit = off as $$
begin
    return coalesce(cardinality(insert_items(p_keys, p_payloads, p_priority, p_run_at, p_exponent, p_creator, null)), 0);
end $$;

create function create_item(p_key text, p_payload jsonb default null, p_priority smallint default 1, p_run_at timestamptz default null,
    p_exponent smallint default 0, p_creator text default null)
returns boolean language plpgsql volatile security definer set search_path from current set jit = off as $$
begin
    return insert_items(array[p_key], array[p_payload], p_priority, p_run_at, p_exponent, p_creator, null) is not null;
end $$;

-- As push_items, but says for each id, in the order given, which number it has and whether this call has created it.
create function create_items(p_keys text[], p_payloads jsonb[] default null, p_priority smallint default 1, p_run_at timestamptz default null,
    p_exponent smallint default 0, p_creator text default null)
returns table (key text, id bigint, created boolean) language plpgsql volatile security definer set search_path from current
set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    v_new bigint[];
begin
    v_new := insert_items(p_keys, p_payloads, p_priority, p_run_at, p_exponent, p_creator, null);
    return query
        select u.k, i.id, i.id in (select unnest(v_new)) and row_number() over (partition by i.id order by u.o) = 1
        from unnest(p_keys) with ordinality u(k, o)
        cross join lateral (select x.id from item x where x.key = u.k offset 0) i
        order by u.o;
end $$;
