/* wire/time.c - RFC 3339. */
#include "wire/time.h"

/* Days since 1970-01-01 of a proleptic Gregorian date.
 * Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t of_era = year - era * 400;
    const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
    days += 719468;
    const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const int64_t of_era = days - era * 146097;
    const int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    const int64_t mp = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = y + era * 400 + (*month <= 2);
}

static void put_digits(char *out, size_t digits, int64_t value)
{
    for (size_t i = digits; i-- > 0; value /= 10)
        out[i] = (char)('0' + value % 10);
}

void cd_rfc3339_format(char out[CD_RFC3339_TEXT + 1], int64_t ms)
{
    static const cd_str frame = CD_STR_INIT("0000-00-00T00:00:00Z");
    int64_t seconds = ms / 1000;
    if (ms % 1000 < 0)
        seconds--;
    int64_t days = seconds / 86400;
    if (seconds % 86400 < 0)
        days--;
    const int64_t of_day = seconds - days * 86400;
    int64_t year;
    int month;
    int day;
    civil_from_days(days, &year, &month, &day);
    CD_ASSERT(cd_str_copy(out, CD_RFC3339_TEXT + 1, frame));
    put_digits(out, 4, year);
    put_digits(out + 5, 2, month);
    put_digits(out + 8, 2, day);
    put_digits(out + 11, 2, of_day / 3600);
    put_digits(out + 14, 2, of_day / 60 % 60);
    put_digits(out + 17, 2, of_day % 60);
}

/* The number of `digits` digits at `at`; -1 when they are not all digits. */
static int number_at(cd_str text, size_t at, size_t digits)
{
    uint64_t value;
    const cd_str part = cd_str_sub(text, at, at + digits);
    return part.size == digits && cd_str_u64(part, &value) ? (int)value : -1;
}

/* Reads "Z" or "+HH:MM" at the end; minutes east of UTC. */
static bool offset_parse(int *minutes, cd_str text)
{
    if (cd_str_eq(text, CD_STR("Z")) || cd_str_eq(text, CD_STR("z"))) {
        *minutes = 0;
        return true;
    }
    const int hour = number_at(text, 1, 2);
    const int minute = number_at(text, 4, 2);
    if (text.size != 6 || (text.data[0] != '+' && text.data[0] != '-') || text.data[3] != ':' ||
        hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return false;
    *minutes = (hour * 60 + minute) * (text.data[0] == '-' ? -1 : 1);
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

bool cd_rfc3339_parse(int64_t *ms, cd_str text)
{
    if (text.size < CD_RFC3339_TEXT || text.data[4] != '-' || text.data[7] != '-' ||
        (text.data[10] != 'T' && text.data[10] != 't' && text.data[10] != ' ') ||
        text.data[13] != ':' || text.data[16] != ':')
        return false;
    const int year = number_at(text, 0, 4);
    const int month = number_at(text, 5, 2);
    const int day = number_at(text, 8, 2);
    const int hour = number_at(text, 11, 2);
    const int minute = number_at(text, 14, 2);
    const int second = number_at(text, 17, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) ||
        hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    size_t at = 19;
    int64_t fraction_ms = 0;
    if (text.data[at] == '.') {
        int64_t unit = 100;
        for (at++; at < text.size && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
            fraction_ms += (text.data[at] - '0') * unit;
            unit /= 10;
        }
    }
    int offset_min;
    if (!offset_parse(&offset_min, cd_str_sub(text, at, text.size)))
        return false;
    const int64_t days = days_from_civil(year, month, day);
    const int64_t seconds =
        days * 86400 + hour * 3600 + minute * 60 + second - (int64_t)offset_min * 60;
    *ms = seconds * 1000 + fraction_ms;
    return true;
}
