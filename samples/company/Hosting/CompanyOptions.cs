using System.ComponentModel.DataAnnotations;

namespace Acme.Company.Hosting;

/// <summary>How large the company is and how fast it lives; a command-line argument (<c>--Speed 10</c>) or an environment variable (<c>COMPANY__SPEED</c>) each.</summary>
public sealed class CompanyOptions
{
    /// <summary>Seed of all that is random: the same seed, months, size and end of history make the same company.</summary>
    public int Seed { get; set; } = 7;

    /// <summary>Months of history at the start.</summary>
    [Range(0, 36)]
    public int Months { get; set; } = 3;

    /// <summary>Teams.</summary>
    [Range(1, 12)]
    public int Teams { get; set; } = 3;

    /// <summary>How many times as fast as in reality people work once the company runs; 0 and it stands still. Times are the real ones all the same.</summary>
    [Range(0, 100_000)]
    public double Speed { get; set; } = 60;

    /// <summary>When the history ends; the start of the program when left out.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Port of the first tool; each further one has the next. 0 for free ones.</summary>
    [Range(0, 65_000)]
    public int Port { get; set; } = 5081;

    /// <summary>Address of the hub that is told by webhooks; empty for none.</summary>
    public string Hub { get; set; } = "http://127.0.0.1:5080";

    /// <summary>Whether a hub is started beside the company.</summary>
    public bool StartHub { get; set; } = true;

    /// <summary>Home folder of the hub, into which settings and secrets are written; <c>PLUTORA_HOME</c>, else the user's own, when left out.</summary>
    public string? Home { get; set; }

    /// <summary>File that ground truth is written to, a JSON object a line; none is written when left out.</summary>
    public string? Truth { get; set; }
}
