namespace WhiteMatter.Reporting;

/// <summary>A plane that volumes are cut along, with how it is shown: which body axis runs to the right and which upward.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Letter">The coordinate that a slice is named by.</param>
/// <param name="Across">Body axis that is cut across: 0 right, 1 front, 2 up.</param>
/// <param name="Horizontal">Body axis that runs to the right of the picture.</param>
/// <param name="Vertical">Body axis that runs to the top of the picture.</param>
internal sealed record SlicePlane(string Name, char Letter, int Across, int Horizontal, int Vertical)
{
    /// <summary>Seen from above, the front on top.</summary>
    public static SlicePlane Axial { get; } = new("Axial", 'z', 2, 0, 1);

    /// <summary>Seen from behind.</summary>
    public static SlicePlane Coronal { get; } = new("Coronal", 'y', 1, 0, 2);

    /// <summary>Seen from the right, the front to the right.</summary>
    public static SlicePlane Sagittal { get; } = new("Sagittal", 'x', 0, 1, 2);

    /// <summary>Letters at the left, right, bottom and top of the picture.</summary>
    public (char Left, char Right, char Bottom, char Top) Letters =>
        ("LPI"[Horizontal], "RAS"[Horizontal], "LPI"[Vertical], "RAS"[Vertical]);
}
