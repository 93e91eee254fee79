using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Associations of latents whose model was fitted on some of the people.</summary>
public sealed class FittedPeopleTests : InSmallFileset
{
    private static readonly HandlerTable s_handlers = BuiltInHandlers.Table.With(new KnownTraits("id\nP7\nelsewhere\n"));

    [Fact]
    public async Task One_person_whom_the_model_was_fitted_on_ends_the_association()
    {
        var result = await new SmallAssociation(Folder).RunAsync(handlers: s_handlers);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(ModelCodes.FittedPeopleTested.Code, found.Code);
        Assert.StartsWith("Of the 60 people of 'gwas', the model of the latents 'traits' was fitted on 1 (such as P7)", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_that_person_the_association_is_computed()
    {
        var others = new BinaryExpression(BinaryOperation.NotEqual, new ColumnExpression("eid"), new TextExpression("P7"));
        var result = await (new SmallAssociation(Folder) { Include = others }).RunAsync(handlers: s_handlers);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
    }
}
