using Xunit;

namespace EndToEnd;

/// <summary>
/// The quickstart finds what it planted, whatever the seed: three seeds, and two more in the long form. Each seed is a class, since classes run
/// beside each other.
/// </summary>
public sealed class QuickstartWithSeed1Tests
{
    [Fact]
    public void The_quickstart_recovers_what_was_planted() => Seeds.RunQuickstart(1);
}

/// <inheritdoc cref="QuickstartWithSeed1Tests"/>
public sealed class QuickstartWithSeed2Tests
{
    [Fact]
    public void The_quickstart_recovers_what_was_planted() => Seeds.RunQuickstart(2);
}

/// <inheritdoc cref="QuickstartWithSeed1Tests"/>
public sealed class QuickstartWithSeed3Tests
{
    [Fact]
    public void The_quickstart_recovers_what_was_planted() => Seeds.RunQuickstart(3);
}

/// <inheritdoc cref="QuickstartWithSeed1Tests"/>
public sealed class QuickstartWithSeed4Tests
{
    [LongFact]
    public void The_quickstart_recovers_what_was_planted() => Seeds.RunQuickstart(4);
}

/// <inheritdoc cref="QuickstartWithSeed1Tests"/>
public sealed class QuickstartWithSeed5Tests
{
    [LongFact]
    public void The_quickstart_recovers_what_was_planted() => Seeds.RunQuickstart(5);
}
