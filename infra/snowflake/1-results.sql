-- What Evenkeel measured, one row per model, window, segment, characteristic and run. Run it in the database and schema
-- that SNOWFLAKE__database and SNOWFLAKE__schema name, as the role that is to own the table; running it again changes
-- nothing.
--
-- Snowflake does not enforce the primary key: the app's MERGE keeps it, and whoever copies rows in by hand has to.

CREATE TABLE IF NOT EXISTS STABILITY_RESULTS (
  MODEL_ID              VARCHAR       NOT NULL COMMENT 'The model.',
  WINDOW_START          TIMESTAMP_NTZ NOT NULL COMMENT 'Start of the data interval of the run, UTC.',
  WINDOW_END            TIMESTAMP_NTZ NOT NULL COMMENT 'End of the data interval, UTC, excluded.',
  SEGMENT               VARCHAR       NOT NULL COMMENT 'ALL for the whole sample, else the values of the segment columns as a JSON object.',
  CHARACTERISTIC        VARCHAR       NOT NULL COMMENT 'The measured column: the score or an input variable.',
  RUN_ID                VARCHAR       NOT NULL COMMENT 'The run that measured it; also the query tag of the statement that wrote the row.',
  JOB_ID                VARCHAR       NOT NULL COMMENT 'The job of the run.',
  VALUE_STREAM          VARCHAR       NOT NULL COMMENT 'The value stream of the job.',
  BASELINE_ID           VARCHAR       NOT NULL COMMENT 'Fingerprint of the frozen bin specification.',
  DUE_AT                TIMESTAMP_NTZ NOT NULL COMMENT 'The due instant of the run, UTC.',
  FINISHED_AT           TIMESTAMP_NTZ NOT NULL COMMENT 'When the result was committed, UTC.',
  COLUMN_TYPE           VARCHAR       NOT NULL COMMENT 'numeric or categorical.',
  STATUS                VARCHAR       NOT NULL COMMENT 'ok, low-sample, empty-current, missing-column, type-changed or not-computable.',
  REASON                VARCHAR                COMMENT 'Why the status is not ok.',
  PSI                   FLOAT                  COMMENT 'Population stability index; NULL when it could not be computed, never 0 instead.',
  BAND                  VARCHAR                COMMENT 'stable, moderate-shift or significant-shift.',
  IS_ALARM              BOOLEAN                COMMENT 'Whether the column calls for attention.',
  DECISION_RULE         VARCHAR                COMMENT 'The rule that says so.',
  ALPHA                 FLOAT                  COMMENT 'Significance level.',
  CRITICAL_VALUE        FLOAT                  COMMENT 'Index that chance alone exceeds with probability ALPHA.',
  P_VALUE               FLOAT                  COMMENT 'Probability of such an index without any shift.',
  ADJUSTED_P_VALUE      FLOAT                  COMMENT 'P_VALUE corrected for the number of columns of the result.',
  EXPECTED_NOISE        FLOAT                  COMMENT 'Index to expect without any shift.',
  EFFECTIVE_BINS        NUMBER(38,0)           COMMENT 'Bins that are not empty on both sides.',
  EXPECTED_MISSING_RATE FLOAT                  COMMENT 'Share of missing values in the baseline, 0 to 1.',
  ACTUAL_MISSING_RATE   FLOAT                  COMMENT 'Share of missing values in the current sample.',
  UNSEEN_RATE           FLOAT                  COMMENT 'Share of current rows of levels that the baseline does not have; categorical columns.',
  OUT_OF_RANGE_RATE     FLOAT                  COMMENT 'Share of current rows outside of the range of the baseline; numeric columns.',
  KL_ACTUAL_TO_EXPECTED FLOAT                  COMMENT 'Kullback-Leibler divergence in nats; NULL where it is infinite.',
  KL_EXPECTED_TO_ACTUAL FLOAT                  COMMENT 'The same the other way round.',
  JENSEN_SHANNON        FLOAT                  COMMENT 'Jensen-Shannon distance, 0 to 1.',
  HELLINGER             FLOAT                  COMMENT 'Hellinger distance, 0 to 1.',
  L_INFINITY            FLOAT                  COMMENT 'Largest difference of two proportions.',
  OVERLAP               FLOAT                  COMMENT 'Sum of the smaller proportions, 0 to 1.',
  CHI_SQUARE            FLOAT                  COMMENT 'Statistic of the test of homogeneity.',
  CHI_SQUARE_P_VALUE    FLOAT                  COMMENT 'Its p-value.',
  CURRENT_ROW_COUNT     NUMBER(38,0)  NOT NULL COMMENT 'All rows of the current sample, or of the segment.',
  EXPECTED_ROW_COUNT    FLOAT                  COMMENT 'Baseline rows that the index counts, or the sum of their weights.',
  ACTUAL_ROW_COUNT      FLOAT                  COMMENT 'Current rows that the index counts, or the sum of their weights.',
  CONVENTION_NAME       VARCHAR       NOT NULL COMMENT 'How samples became bins and bins an index.',
  CONVENTION_VERSION    NUMBER(38,0)  NOT NULL COMMENT 'Version of the convention.',
  SHAPE                 VARIANT                COMMENT 'Measures of the distribution beyond its bins, as stored with the run.',
  POINTS                VARIANT                COMMENT 'Points-based index of a scorecard characteristic.',
  BINS                  VARIANT       NOT NULL COMMENT 'Every bin: label, counts and proportions of both samples, contribution.',
  DELIVERED_AT          TIMESTAMP_NTZ NOT NULL DEFAULT SYSDATE() COMMENT 'When the row was first written, UTC.',
  CONSTRAINT STABILITY_RESULTS_KEY PRIMARY KEY (MODEL_ID, WINDOW_START, WINDOW_END, SEGMENT, CHARACTERISTIC, RUN_ID)
)
CLUSTER BY (MODEL_ID, WINDOW_START)
COMMENT = 'Stability of models (PSI) and of their characteristics (CSI), written by Evenkeel.';

-- The latest result of each model and characteristic. Create it anew after a column has been added to the table.
CREATE OR REPLACE VIEW LATEST_STABILITY
COPY GRANTS
COMMENT = 'The latest row of STABILITY_RESULTS per model, segment and characteristic.'
AS
SELECT *
FROM STABILITY_RESULTS
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY MODEL_ID, SEGMENT, CHARACTERISTIC
  ORDER BY WINDOW_END DESC, FINISHED_AT DESC, RUN_ID DESC
) = 1;
