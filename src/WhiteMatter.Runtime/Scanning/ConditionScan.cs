using System.Collections.Immutable;
using System.Text;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Scanning;

/// <summary>
/// Looks before a run for the variants that associations are conditioned on, in the lists of variants that stand beside genotypes (.bim, .pvar), and says
/// of those that are not there, or there several times, what a run would say. Files that list their variants themselves (BGEN, VCF) are not read for it:
/// that takes as long as the run does.
/// </summary>
public static class ConditionScan
{
    /// <summary>Reads the lists that are asked for, each once for each association. Memory: one line.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static ImmutableArray<Diagnostic> Read(ExecutionPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var found = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var step in plan.Steps)
        {
            if (step.Parameters is not DesignParameters { Condition: { IsEmpty: false } names }
                || step.Inputs.FirstOrDefault(input => input.Role == "genotypes") is not { } input
                || plan.Find(input.StepId)?.Parameters is not GenotypesParameters genotypes
                || genotypes.Files.Any(file => file.Variants is not { Identity: not null, Input: null }))
            {
                continue;
            }

            try
            {
                var counts = Count(plan, genotypes, names, cancellationToken);
                for (var i = 0; i < names.Length; i++)
                {
                    if (counts[i] == 0)
                    {
                        found.Add(Diagnostic.Create(ChromosomeCodes.VariantUnknown, step.Source, step.Declaration, names[i]));
                    }
                    else if (counts[i] > 1)
                    {
                        found.Add(Diagnostic.Create(ChromosomeCodes.VariantAmbiguous, step.Source, step.Declaration, WholeNumber.Text(counts[i]), names[i]));
                    }
                }
            }
            catch (DataFormatException problem)
            {
                found.Add(DataFailure.Of(problem, step.Source));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>How many variants have each name.</summary>
    private static long[] Count(ExecutionPlan plan, GenotypesParameters genotypes, ImmutableArray<string> names, CancellationToken cancellationToken)
    {
        using var counter = new NameCounter(names, cancellationToken);
        foreach (var file in genotypes.Files)
        {
            var list = PlanPaths.Full(plan, file.Variants!.Path);
            if (genotypes.Format == GenotypeFormat.Pgen)
            {
                _ = PvarFile.Convert(list, counter, cancellationToken);
            }
            else
            {
                using var lines = DataFile.OpenStream(list);
                lines.CopyTo(counter);
            }

            counter.EndLine();
        }

        return counter.Counts;
    }

    /// <summary>Takes the lines of .bim files and counts those whose second field is one of some names.</summary>
    private sealed class NameCounter : Stream
    {
        private readonly List<byte> _begun = [];
        private readonly Dictionary<string, int> _places;
        private readonly CancellationToken _cancellationToken;

        public NameCounter(ImmutableArray<string> names, CancellationToken cancellationToken)
        {
            // A name that is written twice is one variant, told once for each.
            _places = names.Distinct(StringComparer.Ordinal).Select((name, i) => (name, i)).ToDictionary(entry => entry.name, entry => entry.i, StringComparer.Ordinal);
            _cancellationToken = cancellationToken;
            Found = new long[_places.Count];
            Names = names;
        }

        public long[] Counts => [.. Names.Select(name => Found[_places[name]])];

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        private long[] Found { get; }

        private ImmutableArray<string> Names { get; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            while (buffer.IndexOf((byte)'\n') is var end and >= 0)
            {
                if (_begun.Count > 0)
                {
                    _begun.AddRange(buffer[..end]);
                    EndLine();
                }
                else
                {
                    Line(buffer[..end]);
                }

                buffer = buffer[(end + 1)..];
            }

            _begun.AddRange(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        /// <summary>Ends a line that has no end of its own.</summary>
        public void EndLine()
        {
            Line(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_begun));
            _begun.Clear();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Line(ReadOnlySpan<byte> line)
        {
            var rest = line.TrimStart(" \t"u8);
            var first = rest.IndexOfAny((byte)' ', (byte)'\t');
            if (first < 0)
            {
                return;
            }

            rest = rest[first..].TrimStart(" \t"u8);
            var length = rest.IndexOfAny((byte)' ', (byte)'\t');
            var name = length < 0 ? rest : rest[..length];
            Span<char> letters = stackalloc char[256];
            if (Encoding.UTF8.TryGetChars(name, letters, out var written))
            {
                Note(letters[..written]);
            }
            else
            {
                Note(Encoding.UTF8.GetString(name));
            }
        }

        private void Note(ReadOnlySpan<char> name)
        {
            if (_places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var place))
            {
                Found[place]++;
            }
        }
    }
}
