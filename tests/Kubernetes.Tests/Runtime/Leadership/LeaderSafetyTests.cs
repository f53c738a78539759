namespace Howdah.Kubernetes.Tests.Runtime.Leadership;

public class LeaderSafetyTests
{
    [Fact]
    public void Two_leaders_never_overlap_whatever_the_wall_clocks_and_the_network_do()
    {
        var handovers = 0;
        for (var seed = 0; seed < 25; seed++)
        {
            handovers += Simulate(seed);
        }

        Assert.True(handovers > 100, $"Only {handovers} handovers: the simulation exercises nothing");
    }

    /// <summary>Ten minutes with three processes; gives the number of leaders there were.</summary>
    private static int Simulate(int seed)
    {
        using var election = new Election();
        var random = new Random(seed);
        var joined = 0;
        var leaders = new List<(long Epoch, string Name)>();
        for (var tick = 0; tick < 6_000; tick++)
        {
            while (election.Candidates.Count < 3)
            {
                Join();
            }

            Disturb(election.Candidates[random.Next(election.Candidates.Count)]);
            election.Advance(TimeSpan.FromMilliseconds(100));
            var working = election.Candidates.Where(candidate => candidate.Working).ToList();
            Assert.True(working.Count <= 1, $"seed {seed}, tick {tick}: {string.Join(" and ", working.Select(candidate => candidate.Name))} work at once");
            Assert.True(election.Candidates.Count(candidate => candidate.Elector.IsLeader) <= 1, $"seed {seed}, tick {tick}: two believe that they lead");
            if (working is [var leader] && (leaders.Count == 0 || leaders[^1].Name != leader.Name))
            {
                leaders.Add((leader.Elector.Epoch, leader.Name));
            }

            foreach (var gone in election.Candidates.Where(candidate => candidate.Run.IsCompleted).ToList())
            {
                _ = gone.Run.Exception;
                election.Candidates.Remove(gone);
            }
        }

        Assert.Equal(leaders.Select(entry => entry.Epoch).Distinct().Order(), leaders.Select(entry => entry.Epoch));
        return leaders.Count;

        void Join()
        {
            var candidate = election.Join($"p{joined}", (seed * 1000) + joined);
            joined++;
            candidate.Time.JumpWallClock(TimeSpan.FromHours(random.Next(-48, 48)));
            candidate.Sluggishness = TimeSpan.FromMilliseconds(random.Next(4_500));
        }

        void Disturb(Candidate victim)
        {
            switch (random.Next(200))
            {
                case 0 or 1:
                    victim.Client.Partition = (Partition)random.Next(4);
                    break;
                case 2 or 3 or 4:
                    victim.Client.Partition = Partition.None;
                    break;
                case 5:
                    victim.Time.JumpWallClock(TimeSpan.FromMinutes(random.Next(-600, 600)));
                    break;
                case 6 when random.Next(10) == 0:
                    election.Stop(victim);
                    break;
                default:
                    break;
            }
        }
    }
}
