using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Joint;

/// <summary>Tests one block of an association after another in the same memory.</summary>
internal abstract class JointBlock
{
    private readonly AssociationTable _table;

    protected JointBlock(AssociationTable table, AssociationTableHeader header)
    {
        _table = table;
        Tested = table.CreateBuffer();
        Drivers = new int[table.LargestBlock];
        Result = new AssociationBlock(table.LargestBlock, 1, header.HasMissingTraits);
    }

    /// <summary>The joint statistics of the block computed last.</summary>
    public AssociationBlock Result { get; }

    /// <summary>For each variant of it the zero-based trait that says most, the first of equals; −1 where there is no test.</summary>
    public int[] Drivers { get; }

    /// <summary>The block of the association.</summary>
    protected AssociationBlock Tested { get; }

    public void Compute(int index)
    {
        _table.Read(index, Tested);
        var count = Tested.Count;
        Result.FirstFileVariant = Tested.FirstFileVariant;
        Result.FileVariants = Tested.FileVariants;
        Result.Count = count;
        Tested.Variant.AsSpan(0, count).CopyTo(Result.Variant);
        Tested.Counts.AsSpan(0, count).CopyTo(Result.Counts);
        Tested.Reason.AsSpan(0, count).CopyTo(Result.Reason);
        Array.Clear(Drivers, 0, count);
        Gather();
        for (var v = 0; v < count; v++)
        {
            Store(v);
        }
    }

    /// <summary>Goes through the cells of the block, trait after trait, and sets <see cref="Drivers"/>; −1 where a trait has no test.</summary>
    protected abstract void Gather();

    /// <summary>The statistic of one variant that every trait has a test of, and −log10 of its P.</summary>
    /// <param name="v">The variant.</param>
    /// <param name="people">People with genotype and trait; with missing traits the fewest of any trait.</param>
    /// <param name="statistic">Receives the statistic.</param>
    /// <param name="negLog10P">Receives −log10 P.</param>
    /// <returns>Tested, or why there is no test.</returns>
    protected abstract UntestedReason Test(int v, int people, out double statistic, out double negLog10P);

    private void Store(int v)
    {
        var people = FewestPeople(v);
        if (Result.CellPeople is not null)
        {
            Result.CellPeople[v] = people;
        }

        Result.StandardError[v] = double.NaN;
        var reason = Result.Reason[v];
        if (Drivers[v] < 0 && reason == UntestedReason.Tested)
        {
            reason = UntestedReason.PerfectFit;
        }

        if (reason == UntestedReason.Tested)
        {
            reason = Test(v, people, out Result.Beta[v], out Result.NegLog10P[v]);
        }

        Result.Reason[v] = reason;
        if (reason != UntestedReason.Tested)
        {
            Result.Beta[v] = double.NaN;
            Result.NegLog10P[v] = double.NaN;
            Drivers[v] = -1;
        }
    }

    private int FewestPeople(int v)
    {
        if (Tested.CellPeople is null)
        {
            return Tested.Counts[v].Called;
        }

        var fewest = int.MaxValue;
        for (var trait = 0; trait < Tested.Traits; trait++)
        {
            fewest = Math.Min(fewest, Tested.PeopleOf(trait, v));
        }

        return fewest;
    }
}
