-- Takes a live work_items table over (docs/workqueue.md, "Coming from a work_items table"): once, by the owner of both, in one transaction that waits for
-- those who are writing to the table. Completed items stay completed, live leases stay their holders' until they end, everything else is ready.
-- From then on a trigger on the table lets old workers finish what they hold and refuses them anything new.
create function import_work_items(p_table regclass, p_priority smallint default 1)
returns table (ready bigint, leased bigint, completed bigint, known bigint) language plpgsql volatile set search_path from current as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_epoch bigint;
begin
    execute format('lock table %s in access exclusive mode', p_table);
    v_now := stamp();
    v_epoch := floor(date_part('epoch', clock()))::bigint;
    execute format($sql$
        create temporary table imported on commit drop as
        select null::bigint as id, t.work_item_id::text as key, t.expiration, t.completed_at, t.lease_holder_id::text as holder, t.creator_id::text as creator,
            greatest(least(t.next_acquisition_lease_exponent, 1000), 0)::smallint as exponent,
            string_to_array(nullif(t.successor_items, ''), ',') as successors,
            $1 + row_number() over (order by t.created_at, t.work_item_id) * interval '1 microsecond' as run_at
        from %s t$sql$, p_table) using v_now;
    perform check_keys(array(select m.key from pg_temp.imported m));
    with i as (
        insert into item (key, priority, run_at, created_at, creator)
            select m.key, p_priority, m.run_at, v_now, m.creator from pg_temp.imported m order by m.run_at
            on conflict (key) do nothing returning id, key)
    update pg_temp.imported m set id = i.id from i where m.key = i.key;
    insert into ready (priority, run_at, id, exponent)
        select p_priority, m.run_at, m.id, m.exponent from pg_temp.imported m
        where m.id is not null and m.completed_at is null and m.successors is null and (m.holder is null or m.expiration <= v_epoch);
    get diagnostics ready = row_count;
    insert into lease (id, token, acquired_at, lease_until, attempt, exponent, priority, holder, successors)
        select m.id, nextval('fence'::regclass), v_now, to_timestamp(m.expiration), greatest(m.exponent, 1), m.exponent, p_priority,
            coalesce(m.holder, 'unknown'), m.successors
        from pg_temp.imported m
        where m.id is not null and m.completed_at is null and (m.successors is not null or (m.holder is not null and m.expiration > v_epoch));
    get diagnostics leased = row_count;
    insert into history (at, id, token, attempt, event, holder, successors)
        select to_timestamp(m.completed_at), m.id, 0, greatest(m.exponent, 1), case when m.successors is null then 'C' else 'S' end::"char",
            coalesce(m.holder, 'unknown'), m.successors
        from pg_temp.imported m where m.id is not null and m.completed_at is not null;
    get diagnostics completed = row_count;
    select count(*) into known from pg_temp.imported m where m.id is null;
    execute format('update %s set expiration = 253402300799 where completed_at is null and (lease_holder_id is null or expiration <= $1)', p_table) using v_epoch;
    execute format('create trigger howdah_hand_over before insert or update on %s for each row execute function hand_over(%L)', p_table, p_priority);
    perform call_back(p_priority);
    perform wake();
    return next;
end $$;

-- What old workers may still do with a table that was taken over: record successors, complete what they hold, create items. A row that is refused is
-- left out, so that they learn that nothing was updated. The year 9999 keeps them from finding work.
create function hand_over() returns trigger language plpgsql security definer set search_path from current as $$
declare
    l lease;
begin
    if tg_op = 'INSERT' then
        if new.lease_holder_id is not null then
            return null;
        end if;
        perform insert_items(array[new.work_item_id::text], null, tg_argv[0]::smallint, null,
            least(new.next_acquisition_lease_exponent, 1000)::smallint, new.creator_id::text, null);
        new.expiration := 253402300799;
        return new;
    end if;
    if new.work_item_id <> old.work_item_id or new.lease_holder_id is distinct from old.lease_holder_id or new.expiration <> old.expiration
        or (old.completed_at is not null and new.completed_at is distinct from old.completed_at) then
        return null;
    end if;
    if new.completed_at is null and new.successor_items is not distinct from old.successor_items or old.completed_at is not null then
        return new;
    end if;
    select x.* into l from lease x join item i on i.id = x.id where i.key = old.work_item_id::text and x.holder = old.lease_holder_id for update of x;
    if not found then
        return null;
    end if;
    if new.completed_at is null then
        update lease x set successors = string_to_array(nullif(new.successor_items, ''), ',') where x.id = l.id;
    else
        delete from lease x where x.id = l.id;
        insert into history (at, id, token, attempt, event, holder, successors)
            values (clock(), l.id, l.token, l.attempt, case when l.successors is null then 'C' else 'S' end::"char", l.holder, l.successors);
    end if;
    return new;
end $$;
