using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>Finds the people of a design among those of a relatedness.</summary>
internal static class RelatedPeople
{
    /// <summary>The role of the relatedness's genotypes, where they are not those that are tested.</summary>
    private const string OtherGenotypes = "related";

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
        var related = context.Step.Inputs.Any(input => input.Role == OtherGenotypes)
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
}
