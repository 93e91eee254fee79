using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Meta;

/// <summary>Finds rows of an association table by the variant's row in its list. Memory: one block; rows in ascending order read each block once.</summary>
/// <param name="table">The table.</param>
internal sealed class TableRows(AssociationTable table)
{
    private readonly AssociationBlock _block = table.CreateBuffer();
    private int _index = -1;

    /// <summary>The block that holds a row, and its place there; false where the table lacks it.</summary>
    public bool Find(int row, out AssociationBlock block, out int place)
    {
        block = _block;
        if (_index < 0 || table.RangeOf(_index) is var (first, count) && (row < first || row >= first + count))
        {
            var (low, high) = (0, table.Blocks - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = table.RangeOf(middle).First <= row ? (middle, high) : (low, middle - 1);
            }

            _index = low;
            table.Read(_index, _block);
        }

        place = Array.BinarySearch(_block.Variant, 0, _block.Count, row);
        return place >= 0;
    }
}
