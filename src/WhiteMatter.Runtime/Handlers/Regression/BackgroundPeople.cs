using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>Finds the people of a design in the genotypes that their traits are predicted from.</summary>
internal static class BackgroundPeople
{
    /// <summary>For each person of the design the row in the genotypes of the role <c>genotypes</c>.</summary>
    public static int[] Rows(StepContext<BackgroundParameters> context, AssociationDesign design, CancellationToken cancellationToken)
    {
        if (context.Step.Inputs.All(input => input.Role != "tested"))
        {
            return design.SampleIndex;
        }

        var tested = Samples(context, "tested", cancellationToken);
        var here = Samples(context, "genotypes", cancellationToken);
        var rows = new Dictionary<(string Family, string Id), int>(here.Count);
        for (var i = 0; i < here.Count; i++)
        {
            rows.TryAdd((here.People[i].FamilyId, here.People[i].Id), i);
        }

        var found = new int[design.People];
        var lacking = new List<string>();
        for (var i = 0; i < found.Length; i++)
        {
            var person = tested.People[design.SampleIndex[i]];
            if (!rows.TryGetValue((person.FamilyId, person.Id), out found[i]))
            {
                lacking.Add(person.Id);
            }
        }

        if (lacking.Count > 0)
        {
            throw new RunFailureException(
                RegressionCodes.PeopleWithoutBackground,
                context.Step.Declaration,
                WholeNumber.Text(lacking.Count),
                WholeNumber.Text(design.People),
                string.Join(", ", lacking.Take(3)));
        }

        return found;
    }

    private static FamFile Samples(StepContext<BackgroundParameters> context, string role, CancellationToken cancellationToken) =>
        GenotypeSet.Samples(context.Input(role), "the genotypes", cancellationToken);
}
