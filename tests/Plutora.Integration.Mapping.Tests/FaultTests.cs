namespace Plutora.Integration.Mapping.Tests;

public sealed class FaultTests
{
    private const string Suffix = "\n";

    public static TheoryData<string, string, string> Faults => new()
    {
        { "nothing in it", "", "base.yaml(1,1): error: The document is empty. It needs at least version, source, target, key and set." },
        {
            "a list instead of a map", "- a\n",
            "base.yaml(1,1): error: A mapping document is a map of members such as version, source and target; this is a list."
        },
        {
            "an unknown member", Documents.Commit + "tabels: {}\n",
            "base.yaml(8,1): error: 'tabels' is no member of the document. Did you mean 'tables'?"
        },
        {
            "a member twice", Documents.Commit + "key: id\n",
            "base.yaml(8,1): error: 'key' stands here a second time; the first is in line 4. Remove one of them."
        },
        {
            "another version", Documents.Commit.Replace("version: 1", "version: 2"),
            "base.yaml(1,10): error: Format version '2' is not known here; this hub reads version 1. Write 'version: 1', or use a hub that knows the newer format."
        },
        {
            "a malformed source", Documents.Commit.Replace("git/commit", "Git"),
            "base.yaml(2,9): error: 'Git' is no source. Write <connector>/<stream>, each a lower-case letter and up to 39 more letters, digits and dashes, as in git/commit."
        },
        {
            "no key", Documents.Commit.Replace("key: sha\n", ""),
            "base.yaml(1,1): error: 'key' is missing from the document. Add it with a JSONata expression."
        },
        {
            "an unknown entity", Documents.Commit.Replace("target: commit", "target: comit"),
            "base.yaml(3,9): error: The model has no entity 'comit'. Did you mean 'commit'?"
        },
        {
            "a link as target", Documents.Commit.Replace("target: commit", "target: link"),
            "base.yaml(3,9): error: Links are no target of their own, since the hub makes their ids. State them under 'links' of the stream that tells of them."
        },
        {
            "an unknown field", Documents.Commit + "  mesage: body\n",
            "base.yaml(8,3): error: A commit has no field 'mesage'. Did you mean 'message'? What the model lacks goes under 'extensions'."
        },
        {
            "a field of the hub", Documents.Commit + "  id: sha\n",
            "base.yaml(8,3): error: The hub sets 'id' itself. Remove it here; ids come from 'key', further names from 'aliases'."
        },
        {
            "an empty expression", Documents.Commit + "  message:\n",
            "base.yaml(8,11): error: 'set.message' is empty. Give a JSONata expression, or remove the member."
        },
        {
            "a YAML list as expression", Documents.Commit + "  tags: [a, b]\n",
            "base.yaml(8,9): error: 'set.tags' takes a JSONata expression, not a list of YAML. Write a list as '[first, second]' in quotes."
        },
        {
            "members of a text", Documents.Commit + "  message: { a: b }\n",
            "base.yaml(8,12): error: 'set.message' takes a text and has no members. Give one JSONata expression; quote it when it begins with a brace."
        },
        {
            "a missing required field", Documents.Commit.Replace("  sha: sha\n", ""),
            "base.yaml(6,3): error: A commit cannot be without 'sha', which is never set. Add it under 'set'."
        },
        {
            "a text for a number", Documents.Commit + "  additions: '\"5\"'\n",
            "base.yaml(8,14): error: 'additions' takes a whole number, not the text \"5\". Write it so, or take it from the record."
        },
        {
            "a number for a text", Documents.Commit + "  message: 5\n",
            "base.yaml(8,12): error: 'message' takes a text, not the number 5. Put it in quotes within the expression."
        },
        {
            "a text for a reference", Documents.Commit + "  repository: '\"r\"'\n",
            "base.yaml(8,15): error: 'repository' takes a reference, not the text \"r\". Make one with $id(…), $alias(…) or $person(…)."
        },
        {
            "a call of another type", Documents.Commit + "  message: $person(email)\n",
            "base.yaml(8,12): error: 'message' takes a text, which $person(…) does not give. Use another expression for it."
        },
        {
            "a reference to another entity", Documents.Commit + "  repository: $id(\"team\", 1)\n",
            "base.yaml(8,19): error: 'repository' refers to a repository, not to a team. Name \"repository\" here, or set another field."
        },
        {
            "an entity nobody knows", Documents.Commit + "  repository: $id(\"repo\", 1)\n",
            "base.yaml(8,19): error: The model has no entity 'repo'. Known are "
        },
        {
            "a function nobody defined", Documents.Commit + "  message: a & $sting(b)\n",
            "base.yaml(8,16): error: There is no function '$sting'. Did you mean 'string'?"
        },
        {
            "a table nobody defined", Documents.Commit + "  message: $table(\"text\", a)\n",
            "base.yaml(8,19): error: There is no table 'text' under 'tables'. There is none to choose from."
        },
        {
            "a table nobody uses", Documents.Commit + "tables:\n  state: { a: b }\n",
            "base.yaml(9,3): warning: No expression uses the table 'state'. Use it with $table(\"state\", …), or remove it."
        },
        {
            "a table that leads to a map", Documents.Commit + "  message: $table(\"t\", a)\ntables:\n  t: { a: { b: c } }\n",
            "base.yaml(10,11): error: 'a' in the table 't' must lead to a text, not a map."
        },
        {
            "an unknown relation", Documents.Commit + "links:\n  - relation: implement\n    to: $alias(\"work-item\", key)\n",
            "base.yaml(9,15): error: There is no relation 'implement'. Did you mean 'implements'?"
        },
        {
            "an alias that is no map", Documents.Commit + "aliases:\n  - sha\n",
            "base.yaml(9,5): error: An alias is a map with 'alias' and, where it is not unique within the instance, 'scope'; this is the text 'sha'. Write '- alias: …'."
        },
        {
            "a test with two records", Documents.Commit + "tests:\n  - { name: a, input: x.json, record: {}, expect: {} }\n",
            "base.yaml(9,5): error: A test takes its record from one place: a file named by 'input', or 'record' written out. Give one of them."
        },
        {
            "an anchor's alias", Documents.Commit + "  message: *a\n",
            "base.yaml(8,12): error: The alias '*a' is not supported. Write the value out, or quote it when a text beginning with * is meant."
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_told_with_its_place_and_remedy(string fault, string yaml, string expected)
    {
        Assert.NotEmpty(fault);
        var compilation = MappingCompiler.Compile(yaml, "base.yaml");
        var told = Assert.Single(compilation.Faults).ToString();
        Assert.StartsWith(expected, told + Suffix, StringComparison.Ordinal);
        Assert.Equal(expected.Contains(": warning: ", StringComparison.Ordinal), compilation.Succeeded);
    }

    [Theory]
    [InlineData("state: '\"opened\"'", "(6,10): error: 'opened' is no value of 'state'. Did you mean 'open'?")]
    [InlineData("state: $table(\"state\", state)", "(8,15): error: 'opened' in the table 'state' is no value of 'state'. Did you mean 'open'?")]
    public void A_value_outside_the_enumeration_is_told(string set, string expected)
    {
        var tables = set.Contains("$table", StringComparison.Ordinal) ? "tables:\n  state: { a: opened }\n" : "";
        var yaml = $"version: 1\nsource: github/pull-request\ntarget: pull-request\nkey: id\nset:\n  {set}\n{tables}";
        var compilation = MappingCompiler.Compile(yaml, "base.yaml", new MappingCompilerOptions { MissingRequired = null });
        Assert.Equal("base.yaml" + expected, Assert.Single(compilation.Faults).ToString());
    }

    [Fact]
    public void Every_fault_is_told_at_once_in_reading_order()
    {
        var yaml = Documents.Commit.Replace("git/commit", "git") + "  mesage: a\n  id: b\nlink: []\n";
        var faults = MappingCompiler.Compile(yaml, "base.yaml").Faults;
        Assert.Equal([(2, 9), (8, 3), (9, 3), (10, 1)], faults.Select(fault => (fault.Line, fault.Column)));
    }

    [Fact]
    public void Broken_yaml_is_a_fault_and_no_exception()
    {
        var fault = Assert.Single(MappingCompiler.Compile("version: 1\nset: { a: b\n", "base.yaml").Faults);
        Assert.Equal(MappingSeverity.Error, fault.Severity);
        Assert.StartsWith("The text is not valid YAML: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_beyond_the_limit_is_refused_unread()
    {
        var fault = Assert.Single(MappingCompiler.Compile(Documents.Commit, "base.yaml", new MappingCompilerOptions { MaximumLength = 10 }).Faults);
        Assert.Equal((1, 1), (fault.Line, fault.Column));
        Assert.Contains("10 are allowed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_only_adds_may_leave_required_fields_to_another()
    {
        var yaml = Documents.Commit.Replace("  sha: sha\n", "");
        var compilation = MappingCompiler.Compile(yaml, "base.yaml", new MappingCompilerOptions { MissingRequired = MappingSeverity.Warning });
        Assert.True(compilation.Succeeded);
        Assert.Equal(MappingSeverity.Warning, Assert.Single(compilation.Faults).Severity);
    }
}
