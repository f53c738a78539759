-- One item: waiting, scheduled, leased, expired, dead or completed. No row when the id is unknown.
create function inspect(p_key text)
returns table (id bigint, state text, priority smallint, payload jsonb, creator text, parent_id bigint, created_at timestamptz, run_at timestamptz,
    attempt integer, exponent smallint, holder text, lease_until timestamptz, finished_at timestamptz, reason text, successors text[])
language plpgsql stable security definer set search_path from current set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
begin
    return query
        select i.id,
            case when r.id is not null then case when r.run_at <= clock() then 'waiting' else 'scheduled' end
                when l.id is not null then case when l.lease_until > clock() then 'leased' else 'expired' end
                when d.id is not null then 'dead' else 'completed' end,
            i.priority, i.payload, i.creator, i.parent_id, i.created_at, r.run_at,
            coalesce(r.attempt, l.attempt, d.attempt, h.attempt), coalesce(r.exponent, l.exponent, d.exponent),
            coalesce(l.holder, d.holder, h.holder), l.lease_until, coalesce(d.died_at, h.at), d.reason, coalesce(l.successors, h.successors)
        from item i
        left join ready r on r.priority = i.priority and r.run_at = i.run_at and r.id = i.id
        left join lease l on l.id = i.id
        left join dead d on d.id = i.id
        left join lateral (
            select x.at, x.attempt, x.holder, x.successors from history x
            where x.id = i.id and x.event in ('C', 'S') limit 1) h on r.id is null and l.id is null and d.id is null
        where i.key = p_key;
end $$;

-- Items that are not completed and not dead, counted exactly: reads all of them.
create function num_not_complete() returns bigint language sql stable security definer set search_path from current
as $$ select (select count(*) from ready) + (select count(*) from lease) $$;

create function has_pending() returns boolean language sql stable security definer set search_path from current set enable_seqscan = on
as $$ select exists (select 1 from ready) or exists (select 1 from lease) $$;

-- The signal for scaling. Every count stops at p_cap: the cost does not grow with the queue. The ages are seconds.
create function backlog(p_cap integer default 10000)
returns table (ready bigint, scheduled bigint, leased bigint, expired bigint, dead bigint, oldest_ready_age double precision, paused boolean)
language plpgsql stable security definer set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
    v_now timestamptz := clock();
    v_floors timestamptz[] := array_fill(timestamptz '-infinity', array[4]);
begin
    if p_cap is null or p_cap not between 1 and 10000000 then
        raise exception 'the cap % is not between 1 and 10000000', p_cap using errcode = 'WQ005';
    end if;
    if not pg_is_in_recovery() then
        v_floors := seek_floors();
    end if;
    return query
        select
            (select count(*) from (
                select 1 from unnest(v_floors) with ordinality f(floor, o) cross join lateral (
                    select 1 from ready r where r.priority = (f.o - 1)::smallint and r.run_at >= f.floor and r.run_at <= v_now limit p_cap) c limit p_cap) a),
            (select count(*) from (
                select 1 from generate_series(0, 3) p cross join lateral (
                    select 1 from ready r where r.priority = p::smallint and r.run_at > v_now limit p_cap) c limit p_cap) b),
            (select count(*) filter (where c.lease_until > v_now) from (select l.lease_until from lease l limit p_cap) c),
            (select count(*) filter (where c.lease_until <= v_now) from (select l.lease_until from lease l limit p_cap) c),
            (select count(*) from (select 1 from dead limit p_cap) e),
            (select extract(epoch from v_now - min(c.run_at))::double precision from unnest(v_floors) with ordinality f(floor, o) cross join lateral (
                select r.run_at from ready r where r.priority = (f.o - 1)::smallint and r.run_at >= f.floor and r.run_at <= v_now
                    order by r.priority, r.run_at, r.id limit 1) c),
            (select s.paused from settings s);
end $$;

-- Pages: give the last row of the page before, or nothing for the first page.
create function list_ready(p_limit integer default 100, p_after_priority smallint default -1, p_after_run_at timestamptz default '-infinity', p_after_id bigint default 0)
returns table (id bigint, key text, priority smallint, run_at timestamptz, attempt integer, exponent smallint)
language sql stable security definer set search_path from current set enable_seqscan = off set jit = off as $$
    select r.id, i.key, r.priority, r.run_at, r.attempt, r.exponent from ready r join item i on i.id = r.id
    where (r.priority, r.run_at, r.id) > (p_after_priority, p_after_run_at, p_after_id) order by r.priority, r.run_at, r.id limit p_limit
$$;

create function list_leased(p_limit integer default 100, p_after_id bigint default 0)
returns table (id bigint, key text, holder text, acquired_at timestamptz, lease_until timestamptz, attempt integer, exponent smallint)
language sql stable security definer set search_path from current set enable_seqscan = off set jit = off as $$
    select l.id, i.key, l.holder, l.acquired_at, l.lease_until, l.attempt, l.exponent from lease l join item i on i.id = l.id
    where l.id > p_after_id order by l.id limit p_limit
$$;

create function list_dead(p_limit integer default 100, p_after_id bigint default 0)
returns table (id bigint, key text, died_at timestamptz, attempt integer, holder text, reason text, payload jsonb)
language sql stable security definer set search_path from current set enable_seqscan = off set jit = off as $$
    select d.id, i.key, d.died_at, d.attempt, d.holder, d.reason, i.payload from dead d join item i on i.id = d.id
    where d.id > p_after_id order by d.id limit p_limit
$$;
