using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Relatedness;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>Finds the people of a design among those of a relatedness, and their relationships.</summary>
internal static class RelatedPeople
{
    /// <summary>The role of the relatedness's genotypes, where they are not those that are tested.</summary>
    private const string OtherGenotypes = "related";

    /// <summary>The genotypes that people are compared by.</summary>
    /// <param name="context">The step.</param>
    public static Artifact Genotypes<TParameters>(StepContext<TParameters> context)
        where TParameters : StepParameters => context.Input(HasOther(context) ? OtherGenotypes : "genotypes");

    /// <summary>The sparse relationships of a design's people, in its order.</summary>
    /// <param name="context">The step, with the inputs <c>relationships</c>, <c>relatedness</c>, <c>genotypes</c> and, where they differ, <c>related</c>.</param>
    /// <param name="design">The design.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RunFailureException">Some are not among the people of the relatedness.</exception>
    public static SparseRelationshipMatrix Relationships<TParameters>(
        StepContext<TParameters> context, AssociationDesign design, CancellationToken cancellationToken)
        where TParameters : StepParameters
    {
        var places = Places(context, design, ComponentsHandler.ReadBasis(context.Input("relatedness")), cancellationToken);
        using var stream = context.Input("relationships").OpenRead(RelationshipsHandler.FileName);
        return SparseRelationshipMatrix.Read(stream).Of(places);
    }

    /// <summary>For each person of the design the number among the people of the relatedness.</summary>
    /// <param name="context">The step, with the inputs <c>genotypes</c> and, where they differ, <c>related</c>.</param>
    /// <param name="design">The design.</param>
    /// <param name="basis">The people of the relatedness.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RunFailureException">Some are not among them.</exception>
    public static int[] Places<TParameters>(
        StepContext<TParameters> context, AssociationDesign design, RelatednessBasis basis, CancellationToken cancellationToken)
        where TParameters : StepParameters
    {
        var tested = GenotypeSet.Samples(context.Input("genotypes"), "the genotypes", cancellationToken);
        var related = HasOther(context)
            ? GenotypeSet.Samples(context.Input(OtherGenotypes), "the genotypes of the relatedness", cancellationToken)
            : tested;
        var places = new Dictionary<(string Family, string Id), int>(basis.Samples.Length);
        for (var i = 0; i < basis.Samples.Length; i++)
        {
            var person = related.People[basis.Samples[i]];
            places.TryAdd((person.FamilyId, person.Id), i);
        }

        var found = new int[design.People];
        var lacking = new List<string>();
        for (var i = 0; i < found.Length; i++)
        {
            var person = tested.People[design.SampleIndex[i]];
            if (!places.TryGetValue((person.FamilyId, person.Id), out found[i]))
            {
                lacking.Add(person.Id);
            }
        }

        return lacking.Count == 0
            ? found
            : throw new RunFailureException(
                MixedModelCodes.PeopleWithoutRelationships,
                context.Step.Declaration,
                WholeNumber.Text(lacking.Count),
                WholeNumber.Text(design.People),
                string.Join(", ", lacking.Take(3)));
    }

    private static bool HasOther<TParameters>(StepContext<TParameters> context)
        where TParameters : StepParameters => context.Step.Inputs.Any(input => input.Role == OtherGenotypes);
}
