namespace WhiteMatter.Runtime.Tests.Toy;

/// <summary>Tests that each have a toy study in a folder of their own.</summary>
public abstract class InToyStudy : InFolder
{
    private protected InToyStudy() => Study = new ToyStudy(Folder.Path);

    private protected ToyStudy Study { get; }
}
