using WhiteMatter.Statistics.Designs;
using Xunit;
using static WhiteMatter.Statistics.Designs.ArithmeticOperator;
using A = WhiteMatter.Statistics.Designs.ArithmeticExpression;
using F = WhiteMatter.Statistics.Designs.FormulaTerm;

namespace WhiteMatter.Statistics.Tests;

/// <summary>Against model.matrix of R 4.2.2: Expected/model-matrix.R.</summary>
public class DesignMatrixTests
{
    private const int Rows = 10;
    private static readonly F Age = new F.Column("age");
    private static readonly F Head = new F.Column("head");
    private static readonly F Sex = new F.Column("sex");
    private static readonly F Site = new F.Column("site");
    private static readonly F Wave = new F.Column("wave");
    private static readonly A AgeNumber = new A.Column("age");
    private static readonly A HeadNumber = new A.Column("head");
    private static readonly A Two = new A.Constant(2);

    private static Dictionary<string, DesignColumn> Data => new(StringComparer.Ordinal)
    {
        ["age"] = new NumericDesignColumn("age", [45, 52, 61, 48, 70, 55, 66, 59, 63, 50]),
        ["head"] = new NumericDesignColumn("head", [1.5, 1.25, 1.75, 1.125, 2, 1.5, 1.625, 1.375, 1.25, 1.875]),
        ["sex"] = Factor("sex", ["F", "M"], "MFFMMFMFFM"),
        ["site"] = Factor("site", ["A", "B", "C"], "ABCABCBABC"),
        ["wave"] = new FactorDesignColumn("wave", ["1", "2", "10"], [0, 1, 2, 1, 0, 2, 2, 0, 1, 1]),
    };

    private static Dictionary<string, F> Formulas => new(StringComparer.Ordinal)
    {
        ["~ age * sex + I(age^2) + site"] = new F.Sum(new F.Sum(new F.Crossing(Age, Sex), new F.Arithmetic(new A.Binary(Power, AgeNumber, Two))), Site),
        ["~ site:sex"] = new F.Interaction(Site, Sex),
        ["~ age + age:site"] = new F.Sum(Age, new F.Interaction(Age, Site)),
        ["~ age:site"] = new F.Interaction(Age, Site),
        ["~ site + site:sex"] = new F.Sum(Site, new F.Interaction(Site, Sex)),
        ["~ 0 + site + sex"] = new F.Sum(new F.Sum(new F.Intercept(false), Site), Sex),
        ["~ site * sex - site"] = new F.Difference(new F.Crossing(Site, Sex), Site),
        ["~ (age + sex + site)^2"] = new F.Power(new F.Sum(new F.Sum(Age, Sex), Site), 2),
        ["~ (age + sex + site)^3 - age:sex"] = new F.Difference(new F.Power(new F.Sum(new F.Sum(Age, Sex), Site), 3), new F.Interaction(Age, Sex)),
        ["~ site:age:sex"] = new F.Interaction(new F.Interaction(Site, Age), Sex),
        ["~ age + site:sex - 1"] = new F.Difference(new F.Sum(Age, new F.Interaction(Site, Sex)), new F.Intercept(true)),
        ["~ sex + sex:site:age"] = new F.Sum(Sex, new F.Interaction(new F.Interaction(Sex, Site), Age)),
        ["~ wave * head"] = new F.Crossing(Wave, Head),
        ["~ head:wave + sex"] = new F.Sum(new F.Interaction(Head, Wave), Sex),
        ["~ 1"] = new F.Intercept(true),
        ["~ age - 1"] = new F.Difference(Age, new F.Intercept(true)),
        ["~ I((age - head)/2) + I(-age) + I(age * head^2)"] = new F.Sum(
            new F.Sum(
                new F.Arithmetic(new A.Binary(Divide, new A.Binary(Subtract, AgeNumber, HeadNumber), Two)),
                new F.Arithmetic(new A.Negation(AgeNumber))),
            new F.Arithmetic(new A.Binary(Multiply, AgeNumber, new A.Binary(Power, HeadNumber, Two)))),
        ["~ sex:age + age"] = new F.Sum(new F.Interaction(Sex, Age), Age),
        ["~ sex:site + age + site:age + sex"] = new F.Sum(
            new F.Sum(new F.Sum(new F.Interaction(Sex, Site), Age), new F.Interaction(Site, Age)), Sex),
    };

    public static TheoryData<string> FormulaTexts
    {
        get
        {
            var texts = new TheoryData<string>();
            foreach (var row in ExpectedFile.Read("model-matrix.tsv").Where(row => row[0] == "formula"))
            {
                texts.Add(row[1]);
            }

            return texts;
        }
    }

    [Theory]
    [MemberData(nameof(FormulaTexts))]
    public void A_design_has_the_columns_of_model_matrix(string formula)
    {
        var expected = ExpectedFile.Read("model-matrix.tsv")
            .SkipWhile(row => !(row[0] == "formula" && row[1] == formula))
            .Skip(1)
            .TakeWhile(row => row[0] != "formula")
            .ToArray();
        var design = DesignMatrix.Create(Formulas[formula], Data, Rows);
        Assert.Equal(expected.Select(row => row[0]), design.ColumnNames.ToArray());
        for (var j = 0; j < expected.Length; j++)
        {
            Assert.Equal(expected[j][1..].Select(ExpectedFile.Number), design.Columns[j]);
        }
    }

    [Fact]
    public void The_order_of_interacting_variables_is_that_of_their_first_mention()
    {
        var expansion = FormulaExpansion.Create(new F.Sum(Age, new F.Interaction(Sex, Age)));
        Assert.Equal(["age", "age:sex"], expansion.Terms.Select(term => term.Label));
    }

    [Fact]
    public void A_declared_reference_takes_the_place_of_the_first_level()
    {
        var data = Data;
        data["site"] = ((FactorDesignColumn)data["site"]).WithReference("C");
        var design = DesignMatrix.Create(Site, data, Rows);
        Assert.Equal(["(Intercept)", "siteA", "siteB"], design.ColumnNames.ToArray());
        Assert.Equal([1, 0, 0, 1, 0, 0, 0, 1, 0, 0], design.Columns[1]);
        var coding = Assert.Single(design.Factors);
        Assert.Equal("C", coding.Reference);
        Assert.Equal([("C", 3), ("A", 3), ("B", 4)], coding.Levels.ToArray());
    }

    [Fact]
    public void Levels_without_people_have_no_column_and_one_level_gives_none()
    {
        var data = Data;
        data["site"] = new FactorDesignColumn("site", ["none", "B", "empty", "A"], [1, 3, 1, 3, 1, 3, 1, 3, 1, 3]);
        data["sex"] = new FactorDesignColumn("sex", ["F", "M"], new int[Rows]);
        var design = DesignMatrix.Create(new F.Sum(Site, Sex), data, Rows);
        Assert.Equal(["(Intercept)", "siteA"], design.ColumnNames.ToArray());
        Assert.Equal(new DesignTerm("sex", 2, 0), design.Terms[1]);
    }

    [Fact]
    public void Rows_with_a_missing_value_are_found_and_refused()
    {
        var data = Data;
        ((NumericDesignColumn)data["age"]).Values[3] = double.NaN;
        ((FactorDesignColumn)data["site"]).Codes[7] = -1;
        var formula = new F.Sum(Site, new F.Arithmetic(new A.Binary(Power, AgeNumber, Two)));
        var complete = DesignMatrix.CompleteRows(formula, data, Rows);
        Assert.Equal([3, 7], Enumerable.Range(0, Rows).Where(row => !complete[row]));
        Assert.Equal(DesignProblem.MissingValue, Problem(formula, data));
    }

    [Fact]
    public void What_cannot_be_a_design_is_named()
    {
        Assert.Equal(DesignProblem.UnknownColumn, Problem(new F.Column("agee"), Data));
        Assert.Equal(DesignProblem.NotNumeric, Problem(new F.Arithmetic(new A.Column("site")), Data));
        Assert.Equal(DesignProblem.NotFinite, Problem(new F.Arithmetic(new A.Binary(Divide, AgeNumber, new A.Constant(0))), Data));
        Assert.Equal(DesignProblem.Empty, Problem(new F.Intercept(false), Data));
        Assert.Equal(DesignProblem.InvalidPower, Problem(new F.Power(Age, 0), Data));
        var many = Enumerable.Range(0, 20).Select(i => (F)new F.Column("c" + i)).Aggregate((x, y) => new F.Sum(x, y));
        Assert.Equal(DesignProblem.TooManyTerms, Problem(new F.Power(many, 20), Data));
    }

    private static DesignProblem Problem(F formula, Dictionary<string, DesignColumn> data) =>
        Assert.Throws<DesignException>(() => DesignMatrix.Create(formula, data, Rows)).Problem;

    private static FactorDesignColumn Factor(string name, string[] levels, string codes) =>
        new(name, levels, [.. codes.Select(c => Array.IndexOf(levels, c.ToString()))]);
}
