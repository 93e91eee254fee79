using System.Collections.Immutable;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Clumping;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Joint;

/// <summary>What each trait adds to the joint statistic of the leads of loci: the table beside the loci.</summary>
internal static class Contributions
{
    /// <summary>The file of the artifact of a loci step.</summary>
    public const string FileName = "drivers.tsv";

    /// <summary>Its columns: of each lead and trait z, what the statistic loses without the trait, and the share of the statistic that is.</summary>
    public static ImmutableArray<string> Columns { get; } = ["locus", "lead", "trait", "z", "contribution", "share"];

    /// <summary>Writes the table, the largest contribution of each locus first; nothing where the statistic is no form, or too large a reduced one.</summary>
    /// <param name="output">The artifact of the loci.</param>
    /// <param name="variants">The variants of the genotype file.</param>
    /// <param name="loci">The loci.</param>
    /// <param name="joint">The artifact of the joint test.</param>
    /// <param name="tested">The association that it tests.</param>
    /// <param name="parameters">How it tests.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static void Write(
        ArtifactDraft output,
        BimFile variants,
        ImmutableArray<Locus> loci,
        Artifact joint,
        Artifact tested,
        JointParameters parameters,
        CancellationToken cancellationToken)
    {
        if (!joint.Has(JointArtifact.CorrelationName))
        {
            return;
        }

        using var association = AssociationTable.Open(tested.PathOf(AssociationHandler.FileName));
        var traits = association.Header.Traits;
        var correlation = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(joint.PathOf(JointArtifact.CorrelationName))).ToArray();
        var floor = parameters is QuadraticFormParameters form ? form.EigenvalueFloor : 0;
        if (LeaveOneOut.Create(correlation, traits.Length, floor) is not { } contributions)
        {
            return;
        }

        var score = parameters is QuadraticFormParameters { Score: JointScore.Score } or QuadraticFormParameters { Distribution: JointDistribution.F };
        var cells = new AssociationCell[traits.Length];
        using var stream = output.Create(FileName);
        using var table = new TsvWriter(stream, Columns);
        for (var i = 0; i < loci.Length; i++)
        {
            var lead = loci[i].Lead.Index;
            foreach (var cell in AssociationSelection.Select(association, new AssociationQuery { Rows = [(lead, lead)] }, cancellationToken))
            {
                cells[cell.Trait] = cell;
            }

            var z = cells.Select(cell => Z(cell, association.Header.Rank, score)).ToArray();
            var added = contributions.Of(z);
            var whole = QuadraticFormTest.ChiSquaredOf(correlation, z, floor).Statistic;
            foreach (var t in Enumerable.Range(0, traits.Length).OrderByDescending(t => added[t]).ThenBy(t => t))
            {
                table.WriteRow(i + 1, variants.Id(lead), traits[t], z[t], added[t], added[t] / whole);
            }
        }
    }

    private static double Z(AssociationCell cell, int rank, bool score)
    {
        var wald = cell.Beta / cell.StandardError;
        return score ? wald / Math.Sqrt(1 + (wald * wald / (cell.People - rank - 1))) : wald;
    }
}
