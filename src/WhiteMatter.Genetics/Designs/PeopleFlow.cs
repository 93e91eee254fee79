namespace WhiteMatter.Genetics.Designs;

/// <summary>People before and after one step, and why some are not after it.</summary>
/// <param name="Stage">What the step asks of people, such as <c>genotypes</c>.</param>
/// <param name="Before">People before it.</param>
/// <param name="After">People after it.</param>
/// <param name="Reason">Why the others are out, as an end of the sentence “left out because …”.</param>
public sealed record PeopleFlow(string Stage, int Before, int After, string Reason);
