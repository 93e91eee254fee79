using System.Collections.Immutable;
using System.Text;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Hosting;
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
        // A name that is written twice is one variant, told once for each.
        var counts = names.Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => 0L, StringComparer.Ordinal);
        var asked = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        void Note(ReadOnlySpan<byte> line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = SecondField(line);
            Span<char> letters = stackalloc char[256];
            ReadOnlySpan<char> text = Encoding.UTF8.TryGetChars(name, letters, out var written) ? letters[..written] : Encoding.UTF8.GetString(name);
            if (asked.TryGetValue(text, out var count))
            {
                asked[text] = count + 1;
            }
        }

        foreach (var file in genotypes.Files)
        {
            var list = PlanPaths.Full(plan, file.Variants!.Path);
            using var lines = new LineStream(Note);
            if (genotypes.Format == GenotypeFormat.Pgen)
            {
                _ = PvarFile.Convert(list, lines, cancellationToken);
            }
            else
            {
                using var bim = DataFile.OpenStream(list);
                bim.CopyTo(lines);
            }
        }

        return [.. names.Select(name => counts[name])];
    }

    /// <summary>The name of a variant in a line of a .bim file; empty where there is none.</summary>
    private static ReadOnlySpan<byte> SecondField(ReadOnlySpan<byte> line)
    {
        var rest = line.TrimStart(" \t"u8);
        var first = rest.IndexOfAny((byte)' ', (byte)'\t');
        if (first < 0)
        {
            return [];
        }

        rest = rest[first..].TrimStart(" \t"u8);
        var length = rest.IndexOfAny((byte)' ', (byte)'\t');
        return length < 0 ? rest : rest[..length];
    }
}
