using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Tables;

/// <summary>Learns what a column holds from its values, one at a time.</summary>
internal sealed class ColumnInference(int mostLevels)
{
    private TextLookup? _levels = mostLevels > 0 ? new TextLookup() : null;
    private bool _overflowed = mostLevels <= 0;
    private bool _anyText;
    private bool _anyFraction;
    private long _values;
    private long _missing;
    private long _notFinite;

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
            switch (NumberText.Read(field, out _))
            {
                case NumberText.Reading.Text:
                    _anyText = true;
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
        return new ColumnHeader(name, position, Kind, [.. levels], !_overflowed, _missing, _anyText ? 0 : _notFinite);
    }
}
