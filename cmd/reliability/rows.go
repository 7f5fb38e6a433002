package main

// rows are the promises.
var rows = []row{
	{"A scenario reads tables below its own folder only, other places by `--set`; messages quote nothing of a file that is no such table", []check{
		{"./scenarios", "TestFilesStayInTheirFolder|TestDoubtfulFilesAreRefused|TestNothingOfOtherFilesIsQuoted|TestOnlyMappedTablesAreNotQuoted"}, {"./scenarios/data", "TestSwappedTable|TestGivenNamesFollowNoLinkOutOfTheFolder"}, {"./cmd/cli", "TestScript/data_files|TestLinksToOtherFilesAreNotQuoted|TestLinksQuoteNothing"}}},
	{"Data files, results and baselines are limited by declared and by decoded size", []check{
		{"./scenarios", "TestLargeParquetIsRefused|TestParquetOfLongCellsIsRefused|TestClusterFiles|TestFilesOfBeliefsAreBounded"}, {"./scenarios/schema", "TestManyMistakes|TestTextsAreBounded"}, {"./scenarios/data", "TestPagesThatSwell|TestPagesOfWholeFiles|TestCountsOfPages"}, {"./sim/results", "TestHostileFiles"}, {"./reports/compare", "TestLargeBaselines"}}},
	{"Whatever bytes a file holds, loaders end with a message: scenarios, `--set`, data files, formulas, results, baselines", []check{
		{"./scenarios", "FuzzLoad|FuzzDataFiles|FuzzSet"}, {"./auction/formula", "FuzzParse"}, {"./sim/results", "FuzzDecode|FuzzLayout|TestCodecDamage"}, {"./reports/compare", "FuzzBaseline"}}},
	{"A damaged or planted run folder is refused with a message: no panic, no wait, no other results, nothing written or read elsewhere through a link", []check{
		{"./cmd/cli", "FuzzRunFolder|TestPlantedLinks|TestPlantedLatest|TestPlantedResults|TestPlantedSets|TestRenamedRunFolder|TestSwappedRunFolder|TestJunkInKeptResults|TestRecordIsWhole|TestHugeNumbersInRecords|TestRemovedWhileRunning"}, {"./sim/units/files", "TestSwapped|TestSwappedFolder|TestSwappedWhileRemoved|TestHold|TestHeldFolderMoves"}}},
	{"The gate says IDENTICAL only when digests and all committed values agree", []check{
		{"./reports/compare", "TestGateComparesWhatItSays|TestBaselineHead|TestBaselineFile|TestBaselineLinesInPlace|TestEditedBaselines|TestInfiniteValues|TestCompareSides|TestPartialRunsAreNoMatch"}, {"./cmd/cli", "TestScript/baseline_gate"}}},
	{"The hash of a scenario sees every value, data file and arm; the digest sees every integer of a result", []check{
		{"./scenarios", "TestHashSeesEveryValue|TestHashCoversFilesOfArms"}, {"./sim/results", "TestDigestSeesEveryInteger|TestMergingSeesEveryCounter"}}},
	{"A run is not continued by another program, platform or processor; seed, arms and replication of each stored result are checked", []check{
		{"./cmd/cli", "TestResumeOtherProgram|TestResumeMixedResults|TestExtendMixedResults|TestResumeDamaged|TestResumeRefused|TestOtherProgramOfOneVersion"}, {"./sim/units", "TestUnitID|TestDamagedStore|TestStoredResultsAreOfTheirHead"}}},
	{"Data files have one content within a command; a run, sweep or search whose files changed, those of single points too, is not continued, and what a planted record names is refused before it is read", []check{
		{"./scenarios/data", "TestSeen"}, {"./cmd/cli", "TestChangedFilesOfPoints|TestFileChangesWhileSearching|TestPlantedPlaces"}}},
	{"A run folder has one writer, by a lock that a kill ends", []check{
		{"./cmd/cli", "TestOneWriter|TestKeptResultsHaveOneWriter"}, {"./sim/units/files", "TestLock|TestLockSurvivesKill"}}},
	{"A kill at a random moment of run, sweep, resume, extension or accept loses nothing that was finished, and the next run completes it to the same bytes", []check{
		{"./cmd/cli", "TestKills"}}},
	{"Files that one command writes replace those of an earlier one all at once: a kill before any operation leaves none of one beside some of the other, and the next command completes them", []check{
		{"./sim/units/files", "TestSetIsNeverMixed|TestSetKeepsToItsFolder|TestSetKeepsPermissions"}, {"./cmd/cli", "TestKilledSets"}}},
	{"Names from data and of scenarios make files of their own, however they are spelt, and names that are too long are refused", []check{
		{"./cmd/cli", "TestFileNames|TestProbesKeepApart|TestExperimentsOfOneName|TestLongestNames"}, {"./scenarios", "TestQuestions"}}},
	{"Files and the names in folders are flushed to the disk before what they replace is removed", []check{
		{"./sim/units/files", "TestNamesAreFlushed"}, {"./cmd/cli", "TestStraysAreRemoved"}}},
	{"What killed processes leave is cleaned by the next run; what is being written stays", []check{
		{"./cmd/cli", "TestStraysAreRemoved|TestAnotherVerbsPartsStay"}, {"./sim/units/files", "TestClean"}}},
	{"An interrupted run keeps whole replications, begins nothing more, and completes to the same bytes; a complete one can be extended", []check{
		{"./cmd/cli", "TestInterruptAndResume|TestExtend|TestExtendInterrupted|TestSweepIsBalancedAndResumes|TestExperimentResumes|TestExperimentKilled"}, {"./sim", "TestInterruptKeepsFinishedReplications|TestCancelledRunBeginsNothing"}}},
	{"A write that fails, alone or on a full or read-only disk (also a real file system of a few KiB), leaves old content or new, and a run that can be completed", []check{
		{"./sim/units/files", "TestWriteFailsWhole|TestWriteTogether"}, {"./cmd/cli", "TestDiskFullAtEveryWrite|TestDiskFullInEveryVerb|TestPartialRun|TestFullOutput|TestFullFileSystem|TestFullAndReadOnlyFolders"}}},
	{"The same bytes of results and of Parquet with and without vector code, and own elementary functions with stated rounding", []check{
		{"./auction/elementary", "TestBits"}, {"./sim/internal/kernels", "TestBits|TestVectorLoopsGiveTheSameBits"}, {"./reports/tables", "TestSameBytesOnAnyProcessor"}, {".ci/fma", ""}}},
	{"Links, devices and FIFOs that output goes to are not replaced; no link leads it out of the working folder; the umask holds", []check{
		{"./sim/units/files", "TestWriteThroughLink|TestWriteSpecial|TestUmask|TestWriteRefused"}, {"./cmd/cli", "TestScript/output_files|TestOutputStaysHere|TestSetsStayHere|TestRunsElsewhereAreReadOnly|TestLinksKeepNames"}}},
	{"A pipe or device in the place of a scenario is told of and not waited for; JUnit and Markdown of an earlier command are not taken for the answer of one that could not begin", []check{
		{"./cmd/cli", "TestPipesAreNoScenarios|TestNothingOldIsTaken|TestForgedReportsGo|TestUnreadPipesEnd"}}},
	{"Escape sequences, workflow commands, links and formulas in names and texts do nothing", []check{
		{"./sim/units/neutral", "TestScreen|TestScreenAcrossWrites|TestCell|TestCSV|TestJSON|TestMarkdown|TestCommand|TestUnseen"}, {"./cmd/cli", "TestScript/hostile_names|TestHostileNames"}, {"./cmd/marketsim", "TestTextHasOneWriter"}}},
	{"Sizes and times that are too large are named before anything runs; `plan` ends", []check{
		{"./scenarios", "TestLeastLag|TestFollowed|TestLargeIsNamedSoon|TestListsAreBounded|TestPointsOfOneReading|TestGroupsAreCountedOnce|TestPartsAreBounded|TestAmountsFitTheLedger|TestLawsOutsideOfTheirRange|TestSumsAreCheckedWhereTheyAreMade"}, {"./cmd/cli", "TestTraceIsAfforded|TestScript/plan_limits|TestScript/arrivals_memory"}, {"./sim", "TestReplayKeepsLittle|TestListsAreEstimated"}}},
	{"Every fault that a review seeded and the tests had missed dies by a right value (docs/faults.md: which test sees which)", []check{
		{"./scenarios", "TestPricesOfSeveralSlots|TestSpendIsFiledUnderItsHour|TestFlightIsReleased|TestCapsForget|TestSoftCap|TestFeaturesThatNoScenarioUses|TestErrorsOfPredictionsAreIndependent|TestWeeklyRhythm"},
		{"./scenarios", "TestLifetimeOfABudget|TestReserveOfAConversion|TestConversionsAreDrawnApartFromClicks|TestReplicationsDrawAfresh|TestHistoriesAreForgottenOldestFirst|TestFrequencyCaps|TestWeeklyBudgetRollsOver"},
		{"./sim/regimes", "TestBlindnessByHand|TestLinkedInByHand|TestPandoraByHand"}, {"./agents", "TestOutcomesOfEventsByHand"},
		{"./reports", "TestMetrics|TestLifetimeValueIsDiscounted|TestDriftIsPer30Days|TestPostPeriodTruthIsOfTheLastDayOfExposure|TestEffectsAreAgainstTheirOwnBase|TestBothSidesOfACheckShareItsError|TestLooksSpendTheirShare"},
		{"./reports/stats", "TestFiellerWithCovariance|TestQuantilesOfLevels|TestCompareSleep"}}},
	{"Output never replaces what the same command reads, be it through links or on standard input, nor a file where the link to the newest run goes", []check{{"./cmd/cli", "TestScript/output_files|TestFormsReplaceNoBaseline|TestRefusalsKeepData|TestLatestIsNotReplaced|TestStandardInputIsSpared"}}},
	{"Fonts of the machine are read within bounds, and damaged ones are passed over", []check{{"./reports/figures", "TestDamagedFontsArePassedOver"}}},
	{"A part that panics, a plug-in's too, ends the run and not the process", []check{{"./sim", "TestBrokenPartEndsTheRun|TestBrokenPopulationEndsTheRun"}}},
	{"A soak of small runs in one process leaves no memory, goroutine or file behind", []check{{"./cmd/cli", "TestSoak"}}},
	{"A clock that jumps by years changes nothing but run.json", []check{{"./cmd/cli", "TestClockJumps"}}},
	{"Everything that is shipped has its licence text", []check{{"./cmd/notices", "TestEveryModuleHasALicence"}}},
	{"The container image has a static binary and its notices only, and no rights; modules that nobody maintains are justified in SECURITY.md", []check{
		{"./cmd/notices", "TestImageIsWithoutRights|TestUnmaintainedModulesAreJustified"}}},
	{"Two builds at two places are equal, static, and name no folder", []check{{".ci/release", ""}}},
}
