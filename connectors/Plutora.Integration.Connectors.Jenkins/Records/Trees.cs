namespace Plutora.Integration.Connectors.Jenkins.Records;

/// <summary>The members that Jenkins is asked for. Without such a tree it answers with what the plugins of the day show, and leaves out what lies deeper.</summary>
internal static class Trees
{
    /// <summary>A job. Its builds are left out: they would change it with each run.</summary>
    public const string Job = "name,fullName,fullDisplayName,displayName,url,description,buildable,disabled,color";

    /// <summary>A job or folder, told apart by the list of jobs that a folder has, be it empty.</summary>
    public const string JobOrFolder = Job + ",jobs[name]";

    /// <summary>What tells whether a job has builds that were not seen.</summary>
    public const string Counters = "name,fullName,nextBuildNumber,lastBuild[number],jobs[name]";

    /// <summary>A build.</summary>
    public const string Build =
        "number,url,id,displayName,fullDisplayName,description,building,inProgress,result,timestamp,duration,estimatedDuration,builtOn,keepLog,queueId,"
        + "actions[causes[shortDescription,userId,userName,upstreamProject,upstreamBuild,upstreamUrl],parameters[name,value],lastBuiltRevision[SHA1,branch[name,SHA1]],"
        + "remoteUrls,mercurialRevisionNumber,queuingDurationMillis,urlName,totalCount,failCount,skipCount],"
        + "artifacts[displayPath,fileName,relativePath],"
        + "changeSet[kind,items[commitId,timestamp,msg]],changeSets[kind,items[commitId,timestamp,msg]]";

    /// <summary>What tells whether a build has stages, and whether it runs.</summary>
    public const string BuildHead = "number,url,building,inProgress,timestamp,duration";

    /// <summary>What tells whether a build has tests.</summary>
    public const string BuildWithTests = BuildHead + ",actions[urlName]";

    /// <summary>The builds of a job, newest first, from one place in the list to another.</summary>
    public static string Builds(string build, int from, int to) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"allBuilds[{build}]{{{from},{to}}}");

    /// <summary>The jobs of a folder.</summary>
    public static string Jobs(string job) => $"jobs[{job}]";

    /// <summary>A report of tests, with what they wrote or without it; an aggregated one holds those of its parts.</summary>
    public static string TestReport(bool output)
    {
        var suites = "suites[name,id,timestamp,duration,cases[name,className,status,duration,age,failedSince,skipped,skippedMessage,errorDetails,errorStackTrace"
            + (output ? ",stdout,stderr]]" : "]]");
        return $"duration,empty,failCount,passCount,skipCount,totalCount,{suites},childReports[child[number,url],result[duration,failCount,passCount,skipCount,{suites}]]";
    }
}
