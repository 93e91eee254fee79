using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Checks conditions over values that earlier steps state. A condition with a missing value does not hold.</summary>
/// <remarks>Memory: the values that the conditions name.</remarks>
public sealed class ExpectHandler : IStepHandler<ExpectParameters>
{
    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<ExpectParameters> context, CancellationToken cancellationToken)
    {
        var results = ImmutableArray.CreateBuilder<ExpectedCondition>();
        foreach (var condition in context.Parameters.Conditions)
        {
            var values = new List<string>();
            var compiler = new ExpressionCompiler<int>(
                name => throw new RunFailureException(DataFileCodes.PredicateTypes, $"An expectation has no column {name}."),
                (step, member) => Note(values, context, step, member));
            var held = compiler.Compile(condition.Condition)(0).Truth == true;
            var found = values.Count == 0 ? "no value of a result" : string.Join(", ", values);
            results.Add(new ExpectedCondition(condition.Text, found, held));
            if (!held)
            {
                context.Report(RunCodes.ExpectationFailed, condition.Text, found);
            }
        }

        JsonDocumentFile.Write(context.Output, ExpectedCondition.FileName, results.ToImmutable());
        context.Output.SetValue("held", results.All(result => result.Held) ? 1 : 0);
        return ValueTask.CompletedTask;
    }

    private static double Note(List<string> values, StepContext<ExpectParameters> context, string step, string member)
    {
        var value = context.Upstream(step).Value(member);
        values.Add($"{context.Plan.Find(step)!.Declaration}.{member} is {value.ToString("R", CultureInfo.InvariantCulture)}");
        return value;
    }
}
