namespace Howdah.HighAvailability.Tests.Model;

/// <summary>What goes wrong, at random, and the end of it.</summary>
internal sealed class ModelFaults(ModelWorld world)
{
    private const int KillPod = 0;

    private readonly Simulation _simulation = world.Simulation;
    private bool _wiped;
    private bool _over;

    public void Start()
    {
        _simulation.After(_simulation.Between(2000, 9000), Next);
        world.Transition = Aim;
        world.Api.LeaseWritten = (old, written) =>
        {
            if (!_over && old is not null && written.Holder == old.Holder && written.Duration < old.Duration && _simulation.Chance(0.5))
            {
                world.CutApi(world.Names.IndexOf(written.Holder[..written.Holder.IndexOf('_')]), _simulation.Between(5000, 25000));
            }
        };
    }

    /// <summary>Everything that was broken is made whole: networks, processes, pods.</summary>
    public void End()
    {
        _over = true;
        world.LossRate = 0;
        for (var index = 0; index < world.Names.Count; index++)
        {
            world.CutApi(index, 0);
            world.CutOperator(index, 0);
            for (var other = 0; other < index; other++)
            {
                world.Cut(other, index, 0);
            }
        }

        foreach (var zombie in world.Zombies.ToList())
        {
            Kill(zombie);
        }
    }

    /// <summary>Random faults seldom hit the moments that matter: some are aimed at the instance that is being promoted or has just been.</summary>
    private void Aim(FailoverProgress progress)
    {
        if (!_over && progress.To is { } to && progress.State is FailoverState.PromotingNewPrimary or FailoverState.ReconfiguringReplicas && _simulation.Chance(_wiped ? 0.6 : 0.3))
        {
            var index = world.Names.IndexOf(to);
            _simulation.After(_simulation.Between(0, 2500), () =>
            {
                if (!_over && world.Pods[index] is { } pod)
                {
                    // With the old primary's volume gone, a candidate that is lost right after its promotion has the only copy.
                    Inject(index, pod, _wiped && _simulation.Chance(0.5) ? KillPod : null);
                }
            });
        }
    }

    private void Next()
    {
        if (_over)
        {
            return;
        }

        var index = _simulation.Chance(0.5) ? world.Names.IndexOf(world.Api.Cluster.CurrentPrimary!) : _simulation.Random.Next(world.Names.Count);
        if (world.Pods[index] is { } pod)
        {
            Inject(index, pod);
        }

        _simulation.After(_simulation.Between(500, 12000), Next);
    }

    private void Inject(int index, ModelPod pod, int? chosen = null)
    {
        var time = _simulation.Between(500, 25000);
        var other = (index + 1 + _simulation.Random.Next(world.Names.Count - 1)) % world.Names.Count;
        var kind = chosen ?? _simulation.Random.Next(16);
        world.Note($"fault {kind} at {world.Names[index]} for {time} ms");
        switch (kind)
        {
            case KillPod:
                Kill(pod);
                Replace(index, pod, _simulation.Between(300, 15000));
                break;
            case 1:
                Terminate(index, pod);
                break;
            case 2:
                world.Zombies.Add(pod);
                world.Pods[index] = world.NewPod(index);
                _simulation.After(time, () => Kill(pod));
                break;
            case 3:
                pod.Supervisor.Crash();
                break;
            case 4:
                Freeze(pod.Agent.Process, time);
                break;
            case 5:
                Freeze(pod.Agent.Process, time);
                Freeze(pod.Supervisor.Process, time);
                break;
            case 6:
                pod.Agent.End();
                break;
            case 7:
                pod.Agent.HandingOver = true;
                break;
            case 8:
                world.CutApi(index, time);
                break;
            case 9:
                world.Cut(index, other, time);
                break;
            case 10:
                world.CutOperator(index, time);
                break;
            case 11:
                Freeze(world.Operators[_simulation.Random.Next(2)].Process, time);
                break;
            case 12:
                world.Api.SwitchoverTo = world.Names[other];
                break;
            case 13:
                pod.Supervisor.BrokenUntil = _simulation.Now + (2 * time);
                pod.Supervisor.Crash();
                break;
            case 15:
                pod.Supervisor.Hang();
                break;
            case 14 when !_wiped && world.IsHealthy() && world.IsConfirmed():
                _wiped = true;
                Kill(pod);
                world.Volumes[index].Clear(Instance.DataDirectoryState.Empty);
                Replace(index, pod, _simulation.Between(300, 3000));
                break;
        }
    }

    private void Freeze(Process process, long time) => process.FrozenUntil = Math.Max(process.FrozenUntil, _simulation.Now + time);

    private void Kill(ModelPod pod)
    {
        pod.Agent.Process.Dead = true;
        pod.Supervisor.Kill();
        world.Zombies.Remove(pod);
    }

    private void Replace(int index, ModelPod pod, long after)
    {
        if (world.Pods[index] != pod)
        {
            return;
        }

        world.Pods[index] = null;
        _simulation.After(after, () => world.Pods[index] ??= world.NewPod(index));
    }

    private void Terminate(int index, ModelPod pod)
    {
        pod.Supervisor.Terminating = true;
        _simulation.After(_simulation.Between(1000, 20000), () =>
        {
            Kill(pod);
            Replace(index, pod, _simulation.Between(300, 5000));
        });
    }
}
