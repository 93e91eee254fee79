using System.Text;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Tables;

/// <summary>Learns what a column holds from its values, one at a time.</summary>
internal sealed class ColumnInference(int mostLevels)
{
    /// <summary>What PLINK takes for missing in a phenotype unless told otherwise.</summary>
    private const double PlinkMissing = -9;

    private TextLookup? _levels = mostLevels > 0 ? new TextLookup() : null;
    private bool _overflowed = mostLevels <= 0;
    private bool _anyText;
    private bool _anyFraction;
    private long _values;
    private long _missing;
    private long _notFinite;
    private long _minusNines;
    private double _least = double.PositiveInfinity;
    private string? _firstText;

    public ColumnKind Kind => _anyText ? ColumnKind.Text
        : _values == 0 ? ColumnKind.Missing
        : _anyFraction ? ColumnKind.Numeric
        : ColumnKind.Integer;

    public void Add(ReadOnlySpan<byte> field, bool missing)
    {
        if (missing)
        {
            _missing++;
            return;
        }

        _values++;
        if (!_anyText)
        {
            var reading = NumberText.Read(field, out var value);
            if (reading != NumberText.Reading.Text)
            {
                // What is no number compares as false.
                _least = value < _least ? value : _least;
                _minusNines += value == PlinkMissing ? 1 : 0;
            }

            switch (reading)
            {
                case NumberText.Reading.Text:
                    _anyText = true;
                    _firstText = Encoding.UTF8.GetString(field);
                    break;
                case NumberText.Reading.Number:
                    _anyFraction = true;
                    break;
                case NumberText.Reading.NotFinite:
                    _anyFraction = true;
                    _notFinite++;
                    break;
            }
        }

        if (!_overflowed && _levels!.Find(field) < 0)
        {
            if (_levels.Count == mostLevels)
            {
                _overflowed = true;
            }
            else
            {
                _levels.Add(field, out _);
            }
        }
    }

    public ColumnHeader Describe(string name, int position)
    {
        var levels = _levels?.Sort(LevelOrder.Instance).Texts ?? [];
        _levels = null;
        return new ColumnHeader(name, position, Kind, [.. levels], !_overflowed, _missing, _anyText ? 0 : _notFinite)
        {
            MinusNines = _anyText || _least < PlinkMissing ? 0 : _minusNines,
            FirstText = _firstText,
        };
    }
}
