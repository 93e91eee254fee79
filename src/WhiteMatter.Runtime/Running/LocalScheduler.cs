using System.Collections.Immutable;

namespace WhiteMatter.Runtime.Running;

/// <summary>A piece of work: a step, a part of one, or its merge.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Group">The step; once a unit of a step failed, no further one of it begins.</param>
/// <param name="Needs">Names of the units that must be done before.</param>
/// <param name="MemoryBytes">Memory it is estimated to need.</param>
/// <param name="Run">Does it with a number of threads.</param>
internal sealed record WorkUnit(
    string Id, string Group, ImmutableArray<string> Needs, long MemoryBytes, Func<int, CancellationToken, Task> Run);

/// <summary>
/// Runs units in an order in which each follows what it needs, as many at once as cores and memory allow. A unit that needs more
/// memory than there is runs alone. Where fewer units than cores can run, each gets several threads.
/// </summary>
internal sealed class LocalScheduler(int cores, long memoryBytes)
{
    /// <summary>Runs the units; the failures of units are in the result, and units that need a failed one do not begin.</summary>
    /// <returns>The units that are done.</returns>
    public async Task<IReadOnlySet<string>> RunAsync(IReadOnlyList<WorkUnit> units, CancellationToken cancellationToken)
    {
        var waiting = units.ToList();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var failedGroups = new HashSet<string>(StringComparer.Ordinal);
        var running = new Dictionary<Task, (WorkUnit Unit, int Cores)>();
        var freeCores = Math.Max(1, cores);
        var freeMemory = memoryBytes;
        while (true)
        {
            while (freeCores > 0 && !cancellationToken.IsCancellationRequested)
            {
                var ready = waiting.Where(unit => !failedGroups.Contains(unit.Group) && unit.Needs.All(done.Contains)).ToList();
                var next = ready.Find(unit => running.Count == 0 || unit.MemoryBytes <= freeMemory);
                if (next is null)
                {
                    break;
                }

                var threads = Math.Max(1, freeCores / ready.Count);
                waiting.Remove(next);
                freeCores -= threads;
                freeMemory -= next.MemoryBytes;
                running.Add(Task.Run(() => next.Run(threads, cancellationToken), CancellationToken.None), (next, threads));
            }

            if (running.Count == 0)
            {
                return done;
            }

            var ended = await Task.WhenAny(running.Keys).ConfigureAwait(false);
            running.Remove(ended, out var entry);
            freeCores += entry.Cores;
            freeMemory += entry.Unit.MemoryBytes;
            if (ended.IsCompletedSuccessfully)
            {
                done.Add(entry.Unit.Id);
            }
            else
            {
                failedGroups.Add(entry.Unit.Group);
            }
        }
    }
}
