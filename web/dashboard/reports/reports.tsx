// Reports over the anonymous record.

import { t } from "../../shared/i18n";

export const Reports = () => <h1>{t("dashboard.page.reports")}</h1>;
