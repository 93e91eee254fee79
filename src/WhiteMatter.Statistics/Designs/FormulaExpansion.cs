using System.Collections.Immutable;
using System.Numerics;

namespace WhiteMatter.Statistics.Designs;

/// <summary>A variable of a formula: a column, or the arithmetic of an <c>I( )</c>.</summary>
/// <param name="Label">Its name as R gives it: <c>age</c>, <c>I(age^2)</c>.</param>
/// <param name="Expression">The arithmetic; null for a column.</param>
public sealed record FormulaVariable(string Label, ArithmeticExpression? Expression);

/// <summary>A variable's place in a term.</summary>
/// <param name="Variable">Index into the formula's variables.</param>
/// <param name="Full">
/// Whether a factor gets an indicator for each level, because no earlier term holds what remains of the term without it; else
/// one for each level but the reference.
/// </param>
public readonly record struct TermFactor(int Variable, bool Full);

/// <summary>A term: the product of variables.</summary>
/// <param name="Label">Its label as R gives it: <c>age:sex</c>.</param>
/// <param name="Factors">Its variables, in the order of the formula's variables.</param>
public sealed record ExpandedTerm(string Label, ImmutableArray<TermFactor> Factors);

/// <summary>
/// A formula as a list of terms: operators carried out, duplicates dropped, ordered by the number of variables and then by first
/// mention, and each factor's coding chosen by marginality, as R's <c>terms</c> does.
/// </summary>
public sealed class FormulaExpansion
{
    private const int MostTerms = 10_000;
    private readonly List<FormulaVariable> _variables = [];
    private readonly Dictionary<string, int> _variableIndices = new(StringComparer.Ordinal);
    private bool _hasIntercept = true;

    private FormulaExpansion(FormulaTerm formula)
    {
        var terms = Expand(formula).OrderBy(DegreeOf).ToList();
        Terms = [.. terms.Select((term, index) => Describe(terms, index))];
        Variables = [.. _variables];
        HasIntercept = _hasIntercept;
    }

    /// <summary>Whether there is an intercept.</summary>
    public bool HasIntercept { get; }

    /// <summary>The variables, in the order of first mention.</summary>
    public ImmutableArray<FormulaVariable> Variables { get; }

    /// <summary>The terms, without the intercept.</summary>
    public ImmutableArray<ExpandedTerm> Terms { get; }

    /// <summary>Expands a formula.</summary>
    /// <exception cref="DesignException">It has more than 10,000 terms, or a power is below 1.</exception>
    public static FormulaExpansion Create(FormulaTerm formula) => new(formula);

    private static int DegreeOf(BigInteger term)
    {
        var degree = 0;
        for (; !term.IsZero; term &= term - 1)
        {
            degree++;
        }

        return degree;
    }

    private static List<BigInteger> Union(IEnumerable<BigInteger> first, IEnumerable<BigInteger> second)
    {
        var seen = new HashSet<BigInteger>();
        var union = new List<BigInteger>();
        foreach (var term in first.Concat(second))
        {
            if (seen.Add(term))
            {
                union.Add(term);
                if (union.Count > MostTerms)
                {
                    throw new DesignException(DesignProblem.TooManyTerms, "", $"The formula has more than {MostTerms} terms.");
                }
            }
        }

        return union;
    }

    private static IEnumerable<BigInteger> Products(List<BigInteger> left, List<BigInteger> right)
    {
        foreach (var first in left)
        {
            foreach (var second in right)
            {
                yield return first | second;
            }
        }
    }

    private List<BigInteger> Expand(FormulaTerm term)
    {
        switch (term)
        {
            case FormulaTerm.Column c:
                return [Variable(c.Name, null)];
            case FormulaTerm.Arithmetic a:
                return [Variable($"I({a.Expression})", a.Expression)];
            case FormulaTerm.Intercept i:
                _hasIntercept = i.Present;
                return [];
            case FormulaTerm.Sum s:
                return Union(Expand(s.Left), Expand(s.Right));
            case FormulaTerm.Difference { Right: FormulaTerm.Intercept i } d:
                var left = Expand(d.Left);
                _hasIntercept = !i.Present;
                return left;
            case FormulaTerm.Difference d:
                var kept = Expand(d.Left);
                var intercept = _hasIntercept;
                var removed = Expand(d.Right).ToHashSet();
                _hasIntercept = intercept;
                kept.RemoveAll(removed.Contains);
                return kept;
            case FormulaTerm.Interaction i:
                return Union([], Products(Expand(i.Left), Expand(i.Right)));
            case FormulaTerm.Crossing c:
                var first = Expand(c.Left);
                var second = Expand(c.Right);
                return Union(first.Concat(second), Products(first, second));
            case FormulaTerm.Power p:
                return ExpandPower(p);
            default:
                throw new InvalidOperationException();
        }
    }

    private List<BigInteger> ExpandPower(FormulaTerm.Power power)
    {
        if (power.Exponent < 1)
        {
            throw new DesignException(DesignProblem.InvalidPower, "", $"A formula's power is at least 1, not {power.Exponent}.");
        }

        var terms = Expand(power.Base);
        var result = terms;
        for (var order = 1; order < power.Exponent; order++)
        {
            var next = Union(result, Products(result, terms));
            if (next.Count == result.Count)
            {
                break;
            }

            result = next;
        }

        return result;
    }

    private BigInteger Variable(string label, ArithmeticExpression? expression)
    {
        if (!_variableIndices.TryGetValue(label, out var index))
        {
            index = _variables.Count;
            _variableIndices.Add(label, index);
            _variables.Add(new FormulaVariable(label, expression));
        }

        return BigInteger.One << index;
    }

    private ExpandedTerm Describe(List<BigInteger> terms, int index)
    {
        var factors = ImmutableArray.CreateBuilder<TermFactor>();
        var term = terms[index];
        for (var variable = 0; variable < _variables.Count; variable++)
        {
            var bit = BigInteger.One << variable;
            if (!(term & bit).IsZero)
            {
                // Without the variable the term is the intercept, or part of an earlier term: contrasts suffice.
                var margin = term & ~bit;
                var covered = margin.IsZero || terms.Take(index).Any(earlier => (earlier & margin) == margin);
                factors.Add(new TermFactor(variable, !covered));
            }
        }

        return new ExpandedTerm(string.Join(":", factors.Select(f => _variables[f.Variable].Label)), factors.ToImmutable());
    }
}
